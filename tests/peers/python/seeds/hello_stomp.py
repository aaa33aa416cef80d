"""A listener that is really one, a message to oneself acked after it was seen, and an orderly end."""
import sys
import threading

import stomp

received = threading.Event()


class Listener(stomp.ConnectionListener):
    def on_message(self, frame):
        print('Received message:', frame.body)
        connection.ack(frame.headers['message-id'], frame.headers['subscription'])
        received.set()

    def on_error(self, frame):
        print('Error:', frame.headers.get('message'), file=sys.stderr)


connection = stomp.Connection11([('127.0.0.1', int(sys.argv[1]))])
connection.set_listener('', Listener())
connection.connect('guest', 'guest', wait=True)
connection.subscribe(destination='/queue/test', id='1', ack='client')
connection.send(destination='/queue/test', body='Hello STOMP')
if not received.wait(10):
    sys.exit('no message within 10 s')
connection.disconnect()
