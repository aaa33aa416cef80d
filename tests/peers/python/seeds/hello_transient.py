"""The declaration of older texts: neither durable nor exclusive. RabbitMQ 4.3 and later refuses it."""
import sys

import pika
from pika.exceptions import ConnectionClosed

connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', int(sys.argv[1])))
try:
    connection.channel().queue_declare(queue='hello_moi')
    print('declared')
    connection.close()
except ConnectionClosed as error:
    print(error.reply_code, error.reply_text.split(' - ')[0])
