"""Takes orders and acks each one after its work, until it is stopped."""
import signal
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', int(sys.argv[1])))
channel = connection.channel()
channel.queue_declare(queue='don_hang', durable=True)
channel.basic_qos(prefetch_count=1)


def handle(ch, method, properties, body):
    print('Nhận được đơn hàng:', body.decode())
    ch.basic_ack(method.delivery_tag)
    print('Đã xác nhận')


channel.basic_consume(queue='don_hang', on_message_callback=handle, auto_ack=False)
signal.signal(signal.SIGTERM, lambda *_: connection.add_callback_threadsafe(channel.stop_consuming))
print('Đang chờ đơn hàng')
channel.start_consuming()
connection.close()
