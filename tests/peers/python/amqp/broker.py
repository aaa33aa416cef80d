"""What the programs beside it share: a connection to the port they were given, and lines about what they saw."""
import json
import sys
import time

import pika
from pika.exceptions import AMQPChannelError, AMQPConnectionError

PORT = int(sys.argv[1])


def connect():
    return pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', PORT, heartbeat=0))


def note(label, *seen):
    words = [value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True) for value in seen]
    print(' '.join([label, *words]), flush=True)


def attempt(label, work, connection):
    """Notes the answer or the refusal; every attempt has a channel of its own, which a mistake costs."""
    channel = connection.channel()
    try:
        answer = work(channel)
        note(f'{label}:', type(getattr(answer, 'method', answer)).__name__)
    except AMQPChannelError as error:
        note(f'{label}:', *map(str, error.args[:2]))
    except AMQPConnectionError as error:
        note(f'{label}, connection:', *map(str, error.args[:2]))
    else:
        channel.close()


def drain(channel, queue):
    """Everything in a queue, taken without acks."""
    found = []
    while True:
        method, _, body = channel.basic_get(queue, auto_ack=True)
        if method is None:
            return found
        found.append(body.decode())


def ready(channel, queue, count):
    """Waits until a queue holds so many ready messages."""
    end = time.monotonic() + 5
    while True:
        there = channel.queue_declare(queue, passive=True).method.message_count
        if there == count:
            return
        if time.monotonic() > end:
            raise TimeoutError(f'{there} messages in {queue}, not {count}')
        channel.connection.sleep(0.01)
