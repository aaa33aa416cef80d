"""Answers calls for Fibonacci numbers, one at a time, and acks a call once its answer is sent."""
import signal
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', int(sys.argv[1])))
channel = connection.channel()
channel.queue_declare(queue='rpc_queue', durable=True)


def fib(n):
    current, following = 0, 1
    for _ in range(n):
        current, following = following, current + following
    return current


def on_request(ch, method, props, body):
    n = int(body)
    print(f'fib({n})')
    ch.basic_publish(
        exchange='',
        routing_key=props.reply_to,
        properties=pika.BasicProperties(correlation_id=props.correlation_id),
        body=str(fib(n)).encode(),
    )
    ch.basic_ack(delivery_tag=method.delivery_tag)


channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue='rpc_queue', on_message_callback=on_request)
signal.signal(signal.SIGTERM, lambda *_: connection.add_callback_threadsafe(channel.stop_consuming))
print('Awaiting RPC requests')
channel.start_consuming()
connection.close()
