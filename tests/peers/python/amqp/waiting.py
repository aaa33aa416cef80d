"""Lifetimes, limits, priorities, dead letters with their certificate."""
import pika
from broker import connect, drain, note, ready

connection = connect()
channel = connection.channel()
channel.confirm_delivery()


def queue(**arguments):
    named = {f"x-{name.replace('_', '-')}": value for name, value in arguments.items()}
    return channel.queue_declare('', exclusive=True, arguments=named).method.queue


def publish(target, text, **properties):
    channel.basic_publish('', target, text.encode(), pika.BasicProperties(**properties))


def buried(grave):
    ready(channel, grave, 1)
    _, properties, body = channel.basic_get(grave, auto_ack=True)
    headers = properties.headers
    for entry in headers['x-death']:
        entry['time'] = type(entry['time']).__name__
        # names that the broker made up
        entry['queue'] = entry['queue'].split('-')[0]
        entry['routing-keys'] = [key.split('-')[0] for key in entry['routing-keys']]
    headers['x-first-death-queue'] = headers['x-first-death-queue'].split('-')[0]
    return body.decode(), headers, properties.expiration


grave = queue()
work = queue(dead_letter_exchange='', dead_letter_routing_key=grave, max_length=1)
publish(work, 'refused')
method, _, _ = channel.basic_get(work)
channel.basic_nack(method.delivery_tag, requeue=False)
note('refused:', buried(grave))
publish(work, 'too old', expiration='15')
note('too old:', buried(grave))
publish(work, 'first')
publish(work, 'second')
note('pushed out:', buried(grave))
note('left:', drain(channel, work))

short = queue(message_ttl=15)
publish(short, 'gone')
ready(channel, short, 0)
note('gone by the queue’s own ttl:', drain(channel, short))

few = queue(max_length=2)
for text in 'abc':
    publish(few, text)
note('two at most:', drain(channel, few))

urgent = queue(max_priority=3)
for text, priority in (('low', 1), ('none', None), ('high', 3), ('over', 200), ('low again', 1)):
    publish(urgent, text, priority=priority)
note('by urgency:', drain(channel, urgent))
connection.close()
