"""Calls for fib(30), waits for its own answer alone, and not for ever."""
import sys
import time
import uuid

import pika

DEADLINE_S = 10


class FibonacciClient:
    def __init__(self, port):
        self.connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', port))
        self.channel = self.connection.channel()
        self.replies = self.channel.queue_declare(queue='', exclusive=True).method.queue
        self.channel.basic_consume(queue=self.replies, on_message_callback=self.on_reply, auto_ack=True)
        self.correlation_id = None
        self.answer = None

    def on_reply(self, ch, method, props, body):
        if props.correlation_id == self.correlation_id:
            self.answer = int(body)

    def call(self, n):
        self.answer = None
        self.correlation_id = str(uuid.uuid4())
        about = pika.BasicProperties(reply_to=self.replies, correlation_id=self.correlation_id)
        self.channel.basic_publish(exchange='', routing_key='rpc_queue', properties=about, body=str(n).encode())
        end = time.monotonic() + DEADLINE_S
        while self.answer is None:
            if time.monotonic() > end:
                raise TimeoutError(f'no answer to fib({n}) within {DEADLINE_S} s')
            self.connection.process_data_events(time_limit=1)
        return self.answer


client = FibonacciClient(int(sys.argv[1]))
print('Requesting fib(30)')
print('Got', client.call(30))
client.connection.close()
