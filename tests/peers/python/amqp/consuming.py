"""Prefetch, requeue to the old place, acks for several at once, recover."""
from broker import connect, drain, note, ready

connection = connect()
channel = connection.channel()
channel.confirm_delivery()
queue = channel.queue_declare('', exclusive=True).method.queue


def fill(count):
    for index in range(1, count + 1):
        channel.basic_publish('', queue, str(index).encode())


def seen(method, body):
    return f"{body.decode()}{'R' if method.redelivered else ''}"


fill(6)
window = connection.channel()
window.basic_qos(prefetch_count=2)
got = []
tag = window.basic_consume(queue, lambda ch, method, props, body: got.append((method.delivery_tag, seen(method, body))))
while len(got) < 2:
    connection.process_data_events(time_limit=0.05)
ready(channel, queue, 4)
note('held:', got)
window.basic_ack(2, multiple=True)
while len(got) < 4:
    connection.process_data_events(time_limit=0.05)
note('after an ack of both:', got[2:])
window.basic_cancel(tag)
window.basic_nack(4, multiple=True, requeue=True)
ready(channel, queue, 4)
note('put back to where they were:', drain(channel, queue))

fill(3)
taker = connection.channel()
for _ in range(3):
    taker.basic_get(queue)
taker.basic_reject(2, requeue=False)
taker.basic_recover(requeue=True)
ready(channel, queue, 2)
note('recovered:', [seen(*taker.basic_get(queue, auto_ack=True)[::2]) for _ in range(2)])
connection.close()
