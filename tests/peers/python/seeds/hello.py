"""One message into a durable queue, and out of it again."""
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', int(sys.argv[1])))
channel = connection.channel()
channel.queue_declare(queue='hello', durable=True)
channel.basic_publish(exchange='', routing_key='hello', body=b'Hello, World!')
print('Sent Hello, World!')
method, properties, body = channel.basic_get('hello')
print('Got', body.decode())
channel.basic_ack(method.delivery_tag)
connection.close()
