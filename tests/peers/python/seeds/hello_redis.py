"""Subscribes, publishes a ping and says how many heard it, and prints what came."""
import sys

import redis

client = redis.Redis('127.0.0.1', int(sys.argv[1]), decode_responses=True)
subscription = client.pubsub(ignore_subscribe_messages=False)
subscription.subscribe('my_channel')
first = subscription.get_message(timeout=5)
print('Subscribed to', first['channel'])
print('Receivers:', client.publish('my_channel', 'Ping'))
message = subscription.get_message(timeout=5)
print('Received on', f"{message['channel']}:", message['data'])
subscription.close()
client.close()
