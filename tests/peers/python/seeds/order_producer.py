"""Sends one order: a durable queue, a persistent message, and the broker's word that it has it."""
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', int(sys.argv[1])))
channel = connection.channel()
channel.queue_declare(queue='don_hang', durable=True)
channel.confirm_delivery()

order = 'Đơn hàng #A001: Mua 1 điện thoại'
channel.basic_publish(
    exchange='',
    routing_key='don_hang',
    body=order.encode(),
    properties=pika.BasicProperties(delivery_mode=2),
    mandatory=True,
)
print('Đã gửi:', order)
connection.close()
