"""Mistakes of every kind, each on a channel of its own."""
from broker import attempt, connect

connection = connect()
owner = connection.channel()
owner.queue_declare('k.queue', durable=True, arguments={'x-message-ttl': 1000})
owner.exchange_declare('k.exchange', exchange_type='topic')
owner.queue_declare('k.own', exclusive=True)

for label, work in {
    'the same again': lambda c: c.queue_declare('k.queue', durable=True, arguments={'x-message-ttl': 1000}),
    'not durable': lambda c: c.queue_declare('k.queue', arguments={'x-message-ttl': 1000}),
    'another ttl': lambda c: c.queue_declare('k.queue', durable=True, arguments={'x-message-ttl': 2000}),
    'a ttl in words': lambda c: c.queue_declare('k.queue', durable=True, arguments={'x-message-ttl': '1000'}),
    'a ttl of eight bytes': lambda c: c.queue_declare('k.queue', durable=True, arguments={'x-message-ttl': 2**40}),
    'another exchange type': lambda c: c.exchange_declare('k.exchange', exchange_type='direct'),
    'no such queue': lambda c: c.queue_declare('k.none', passive=True),
    'no such exchange': lambda c: c.exchange_declare('k.none', passive=True),
    'get from no queue': lambda c: c.basic_get('k.none'),
    'a reserved name': lambda c: c.queue_declare('amq.k'),
    'a reserved exchange': lambda c: c.exchange_delete('amq.topic'),
    'delete what is not there': lambda c: c.queue_delete('k.none'),
    'unbind what is not bound': lambda c: c.queue_unbind('k.queue', 'k.exchange', 'nothing'),
    'the default exchange': lambda c: c.queue_bind('k.queue', '', 'k'),
}.items():
    attempt(label, work, connection)

other = connect()
attempt('somebody else’s queue', lambda c: c.queue_declare('k.own', passive=True), other)
attempt('somebody else’s queue, delete', lambda c: c.queue_delete('k.own'), other)
attempt('an exchange type that is none', lambda c: c.exchange_declare('k.odd', exchange_type='odd'), other)

connection.channel().queue_delete('k.queue')
connection.channel().exchange_delete('k.exchange')
connection.close()
