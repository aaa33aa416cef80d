"""Subscribes, publishes once the subscription stands, prints what comes back, and leaves."""
import sys

import paho.mqtt.client as mqtt


def on_connect(client, userdata, flags, rc):
    print('Connected with result code', rc)
    client.subscribe('test/topic', qos=1)


def on_subscribe(client, userdata, mid, granted_qos):
    client.publish('test/topic', 'Hello MQTT', qos=1)


def on_message(client, userdata, message):
    print('Received on', f'{message.topic}:', message.payload.decode())
    client.disconnect()


client = mqtt.Client()
client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect('127.0.0.1', int(sys.argv[1]), keepalive=60)
client.loop_forever()
