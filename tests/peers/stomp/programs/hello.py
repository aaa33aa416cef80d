"""
The usual first program with stomp.py, as it works: the listener is registered, the program waits for its message before
it goes, and it says goodbye. `python3 hello.py <port>`
"""

import sys
import threading

import stomp

arrived = threading.Event()


class Listener(stomp.ConnectionListener):
    def on_message(self, frame):
        print(f"Received message: {frame.body}")
        arrived.set()


connection = stomp.Connection([("localhost", int(sys.argv[1]))], vhost="/")
connection.set_listener("", Listener())
connection.connect("guest", "guest", wait=True)
connection.subscribe(destination="/queue/test", id=1, ack="auto")
connection.send(body="Hello STOMP", destination="/queue/test")
if not arrived.wait(timeout=20):
    sys.exit("no message came")
connection.disconnect()
