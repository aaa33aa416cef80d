"""Topic and headers exchanges, exchanges bound to exchanges, an alternate for what fits nowhere."""
import pika
from broker import connect, drain, note

connection = connect()
channel = connection.channel()
channel.confirm_delivery()
channel.exchange_declare('g.topic', exchange_type='topic', arguments={'alternate-exchange': 'g.rest'})
channel.exchange_declare('g.headers', exchange_type='headers')
channel.exchange_declare('g.rest', exchange_type='fanout')


def bound(exchange, key='', **arguments):
    queue = channel.queue_declare('', exclusive=True).method.queue
    channel.queue_bind(queue, exchange, key, arguments=arguments or None)
    return queue


topics = {pattern: bound('g.topic', pattern) for pattern in ('don.*', 'don.#', '*.vn', 'kho.#.vn')}
rest = bound('g.rest')
for key in ('don', 'don.moi', 'don.moi.vn', 'kho.vn', 'kho.a.b.vn', 'khac'):
    channel.basic_publish('g.topic', key, key.encode())
for pattern, queue in topics.items():
    note(f'{pattern}:', drain(channel, queue))
note('the rest:', drain(channel, rest))

wanted = {
    'all': bound('g.headers', **{'x-match': 'all', 'a': 1, 'b': 'x'}),
    'any': bound('g.headers', **{'x-match': 'any', 'a': 1, 'b': 'x'}),
    'present': bound('g.headers', **{'a': None}),
}
for index, headers in enumerate(({'a': 1, 'b': 'x'}, {'a': 1}, {'b': 'x'}, {'a': 2}, {'a': True}, {'a': '1'}, {})):
    channel.basic_publish('g.headers', '', str(index).encode(), pika.BasicProperties(headers=headers))
for name, queue in wanted.items():
    note(f'{name}:', drain(channel, queue))

channel.exchange_bind('g.rest', 'g.headers', arguments={'a': 9})
channel.basic_publish('g.headers', '', b'over two desks', pika.BasicProperties(headers={'a': 9}))
note('from exchange to exchange:', drain(channel, rest))
for name in ('g.topic', 'g.headers', 'g.rest'):
    channel.exchange_delete(name)
connection.close()
