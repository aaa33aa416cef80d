"""The scenario of ../scenario.ts by stomp.py: `python3 stomp_py.py <port>`."""

import json
import queue
import sys

import stomp

PORT = int(sys.argv[1])
NAME = "stomppy"
WAIT_S = 20


class Inbox(stomp.ConnectionListener):
    def __init__(self):
        self.messages = queue.Queue()
        self.receipts = queue.Queue()
        self.errors = queue.Queue()

    def on_message(self, frame):
        self.messages.put(frame)

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        self.errors.put(frame.headers["message"])


class Link:
    """A connection whose sends wait for their receipts."""

    count = 0

    def __init__(self, passcode="guest"):
        self.inbox = Inbox()
        self.connection = stomp.Connection12([("127.0.0.1", PORT)], vhost="/", heartbeats=(0, 0), reconnect_attempts_max=1)
        self.connection.set_listener("", self.inbox)
        self.connection.connect("guest", passcode, wait=True)

    def send(self, destination, body, **headers):
        Link.count += 1
        receipt = f"r{Link.count}"
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.send(destination, body, headers={**headers, "receipt": receipt})
        while self.inbox.receipts.get(timeout=WAIT_S) != receipt:
            pass

    def subscribe(self, destination, name, ack="auto"):
        self.connection.subscribe(destination, id=name, ack=ack)

    def take(self, count):
        return [self.inbox.messages.get(timeout=WAIT_S) for _ in range(count)]

    def close(self):
        self.connection.disconnect()

    def cut(self):
        self.connection.transport.disconnect_socket()


SHOWN = ["destination", "redelivered", "persistent", "priority", "content-type", "correlation-id", "shop", "odd"]


def shown(frame):
    return f"{frame.body} " + " ".join(f"{name}={frame.headers[name]}" for name in SHOWN if name in frame.headers)


def headers():
    link = Link()
    place = f"/queue/{NAME}.headers"
    odd = "a:b\\c\nd đơn"
    given = {"persistent": "true", "priority": "4", "content_type": "text/plain", "correlation_id": "7", "shop": "phở", "odd": odd}
    link.send(place, "đơn hàng 1", **given)
    link.send(place, "đơn hàng 2")
    link.subscribe(place, "h")
    for frame in link.take(2):
        print("headers:", json.dumps(shown(frame), ensure_ascii=False))
    link.close()


def acknowledge(mode, again):
    first, second = Link(), Link()
    place = f"/queue/{NAME}.{mode}"
    first.subscribe(place, "a", mode)
    for index in range(5):
        second.send(place, str(index))
    messages = first.take(5)
    if mode != "auto":
        first.connection.ack(messages[2].headers["ack"])
    first.send("/topic/nobody", "")
    first.cut()
    second.subscribe(place, "b")
    # they go round: should the broker not know yet that the first connection is gone, the second one gets the other
    second.send(place, "end")
    second.send(place, "end")
    came = []
    while "end" not in came or len(came) - came.count("end") < again:
        came += [frame.body for frame in second.take(1)]
    repeated = sorted(body for body in came if body != "end")
    print(f"{mode}: again {' '.join(repeated) or 'none'}")
    second.close()


def refuse():
    link = Link()
    place = f"/queue/{NAME}.nack"
    link.send(place, "once more")
    link.subscribe(place, "n", "client-individual")
    [first] = link.take(1)
    link.connection.nack(first.headers["ack"])
    [second] = link.take(1)
    link.connection.ack(second.headers["ack"])
    link.send("/topic/nobody", "")
    print(f"nack: redelivered={first.headers['redelivered']}, then {second.headers['redelivered']}")
    link.close()


def topics():
    one, every = Link(), Link()
    place = f"/topic/{NAME}.topic"
    one.subscribe(f"{place}.*", "one")
    every.subscribe(f"{place}.#", "all")
    every.send("/topic/nobody", "")
    for key in ["a", "a.b", "b"]:
        one.send(f"{place}.{key}", key)
    print(f"topic: * {' '.join(frame.body for frame in one.take(2))}, # {' '.join(frame.body for frame in every.take(3))}")
    one.close()
    every.close()


def transactions():
    link = Link()
    place = f"/queue/{NAME}.tx"
    link.subscribe(place, "t")
    aborted = link.connection.begin()
    link.connection.send(place, "never", transaction=aborted)
    link.connection.abort(aborted)
    committed = link.connection.begin()
    link.connection.send(place, "two", transaction=committed)
    link.connection.send(place, "three", transaction=committed)
    link.send(place, "one")
    link.connection.commit(committed)
    print("transaction:", " ".join(frame.body for frame in link.take(3)))
    link.close()


def request():
    server, client = Link(), Link()
    place = f"/queue/{NAME}.rpc"
    server.subscribe(place, "s")
    client.connection.send(place, "xin chào", headers={"reply-to": "/temp-queue/answers", "correlation-id": "42"})
    [asked] = server.take(1)
    server.send(asked.headers["reply-to"], asked.body.upper(), correlation_id=asked.headers["correlation-id"])
    [answer] = client.take(1)
    print(f"request: {answer.body} correlation-id={answer.headers['correlation-id']}")
    client.close()
    server.close()


def errors():
    try:
        Link("wrong")
        print("wrong passcode: let in")
    except stomp.exception.ConnectFailedException as error:
        print("wrong passcode:", type(error).__name__)
    link = Link()
    link.connection.send("/exchange/nope/key", "lost")
    print("missing exchange:", link.inbox.errors.get(timeout=WAIT_S))
    link.cut()


headers()
for mode, again in [("client", 2), ("client-individual", 4), ("auto", 0)]:
    acknowledge(mode, again)
refuse()
topics()
transactions()
request()
errors()
sys.stdout.flush()
