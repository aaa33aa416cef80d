"""Confirms, mandatory, a full queue that refuses, transactions."""
import pika
from broker import attempt, connect, drain, note
from pika.exceptions import NackError, UnroutableError

connection = connect()
channel = connection.channel()
channel.confirm_delivery()
queue = channel.queue_declare('', exclusive=True, arguments={'x-max-length': 2, 'x-overflow': 'reject-publish'}).method.queue


def publish(label, exchange, key, **options):
    try:
        channel.basic_publish(exchange, key, label.encode(), **options)
        note(f'{label}:', 'confirmed')
    except UnroutableError as error:
        back = error.messages[0]
        note(f'{label}:', 'returned', back.method.reply_code, back.method.reply_text, back.body.decode())
    except NackError:
        note(f'{label}:', 'refused')


for index in range(1, 4):
    publish(f'message {index}', '', queue)
note('kept:', drain(channel, queue))
publish('mandatory to nobody', 'amq.direct', 'nobody', mandatory=True)
publish('to nobody', 'amq.direct', 'nobody')

transaction = connection.channel()
transaction.tx_select()
transaction.basic_publish('', queue, b'first')
transaction.basic_publish('', queue, b'second')
note('before the commit:', channel.queue_declare(queue, passive=True).method.message_count)
transaction.tx_commit()
note('after it:', channel.queue_declare(queue, passive=True).method.message_count)
method, _, _ = transaction.basic_get(queue)
transaction.basic_ack(method.delivery_tag)
transaction.tx_rollback()
transaction.close()
note('an ack rolled back:', drain(channel, queue))

attempt('commit without select', lambda c: c.tx_commit(), connection)


def both(mixed):
    mixed.tx_select()
    mixed.confirm_delivery()


attempt('confirms in a transaction', both, connection)

sent = pika.BasicProperties(
    content_type='application/json',
    headers={'n': 1, 'big': 2**40, 'list': [1, 'a', None], 'inner': {'flag': True}},
    delivery_mode=2,
    priority=4,
    correlation_id='c',
    message_id='m',
    timestamp=1700000000,
    type='t',
    user_id='guest',
    app_id='a',
)
channel.basic_publish('', queue, 'Đơn hàng'.encode(), sent)
_, back, body = channel.basic_get(queue, auto_ack=True)
note('properties come back:', vars(back) == vars(sent), back.headers, body.decode())
connection.close()
