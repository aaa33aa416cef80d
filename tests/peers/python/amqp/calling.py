"""Calls over the pseudo-queue for replies, and through queues of one's own."""
import pika
from broker import attempt, connect, note

connection = connect()
server, client = connection.channel(), connection.channel()
calls = server.queue_declare('', exclusive=True).method.queue


def answer(channel, method, properties, body):
    note('called by way of:', properties.reply_to.split('.')[:3] if properties.reply_to.startswith('amq.r') else 'a queue')
    about = pika.BasicProperties(correlation_id=properties.correlation_id)
    channel.basic_publish('', properties.reply_to, body.upper(), about)
    channel.basic_ack(method.delivery_tag)


server.basic_consume(calls, answer)


def call(reply_to, text):
    client.basic_publish('', calls, text.encode(), pika.BasicProperties(reply_to=reply_to, correlation_id=text))


replies = []
keep = lambda channel, method, properties, body: replies.append((properties.correlation_id, body.decode(), method.exchange))
client.basic_consume('amq.rabbitmq.reply-to', keep, auto_ack=True)
call('amq.rabbitmq.reply-to', 'straight')
while len(replies) < 1:
    connection.process_data_events(time_limit=0.05)

own = client.queue_declare('', exclusive=True).method.queue
client.basic_consume(own, keep, auto_ack=True)
call(own, 'through a queue')
while len(replies) < 2:
    connection.process_data_events(time_limit=0.05)
note('replies:', replies)

attempt('with acks', lambda c: c.basic_consume('amq.rabbitmq.reply-to', keep), connection)
attempt('the pseudo-queue declared', lambda c: c.queue_declare('amq.rabbitmq.reply-to', passive=True), connection)
connection.close()
