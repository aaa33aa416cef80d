"""What a program with Debian's paho-mqtt (1.6) sees against the broker on the port that is named; one line for each thing.

Usage: python3 mqtt_paho.py PORT
"""

import queue
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

PORT = int(sys.argv[1])
PATIENCE_SECONDS = 10
VERSIONS = {"3.1": mqtt.MQTTv31, "3.1.1": mqtt.MQTTv311, "5.0": mqtt.MQTTv5}


def tell(line):
    print(line, flush=True)


class Client:
    """A client that is connected when it has been made; what it hears is told when it is asked for."""

    def __init__(self, name, version, clean=True, will=None, keep=None):
        self.name = name
        self.heard = queue.Queue()
        self.done = queue.Queue()
        five = version == mqtt.MQTTv5
        options = {} if five else {"clean_session": clean}
        self.client = mqtt.Client(client_id=f"py-{name}", protocol=version, **options)
        self.client.on_connect = lambda *args: self.connected(args[2], args[3])
        self.client.on_message = lambda _client, _data, message: self.heard.put(message)
        self.client.on_subscribe = lambda *args: self.done.put([int(getattr(code, "value", code)) for code in args[3]])
        self.client.on_unsubscribe = lambda *args: self.done.put(None)
        self.client.on_disconnect = lambda *args: self.done.put("disconnected")
        if will:
            self.client.will_set(*will)
        more = {}
        if five:
            more["clean_start"] = clean
            if keep:
                more["properties"] = Properties(PacketTypes.CONNECT)
                more["properties"].SessionExpiryInterval = keep
        self.client.connect("127.0.0.1", PORT, keepalive=30, **more)
        self.client.loop_start()
        self.wait()

    def connected(self, flags, code):
        present = ", session present" if flags["session present"] else ""
        tell(f"{self.name} connected with {int(getattr(code, 'value', code))}{present}")
        self.done.put(None)

    def wait(self):
        return self.done.get(timeout=PATIENCE_SECONDS)

    def subscribe(self, *args, **more):
        self.client.subscribe(*args, **more)
        tell(f"{self.name} was granted {self.wait()}")

    def publish(self, topic, payload, qos=0, retain=False, properties=None):
        self.client.publish(topic, payload, qos, retain, properties).wait_for_publish(PATIENCE_SECONDS)

    def hear(self, count=1):
        for _ in range(count):
            message = self.heard.get(timeout=PATIENCE_SECONDS)
            flags = ", ".join([f"qos {message.qos}"] + (["retain"] if message.retain else []))
            tell(f"{self.name} < {message.topic} {message.payload.decode()!r} ({flags})")
        return message

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()

    def cut(self):
        """Without a word."""
        self.client.loop_stop()
        self.client._sock_close()


def every_qos(version):
    listener, sender = Client("listener", version), Client("sender", version)
    for granted in range(3):
        listener.subscribe(f"py1/{granted}", granted)
    for qos in range(3):
        for granted in range(3):
            sender.publish(f"py1/{granted}", f"{qos}", qos)
            listener.hear()
    listener.leave()
    sender.leave()


def retained(version):
    sender = Client("keeper", version)
    sender.publish("py2/a", "kept", 1, True)
    late = Client("late", version)
    late.subscribe("py2/#", 1)
    late.hear()
    sender.publish("py2/a", "", 1, True)
    late.hear()
    late.leave()
    sender.leave()


def will(version):
    listener = Client("mourner", version)
    listener.subscribe("py3/#", 1)
    mortal = Client("mortal", version, will=("py3/gone", "cut off", 1, False))
    mortal.cut()
    listener.hear()
    polite = Client("polite", version, will=("py3/gone", "never sent", 1, False))
    polite.leave()
    listener.publish("py3/end", "end", 1)
    listener.hear()
    listener.leave()


def kept_session(version):
    sleeper = Client("sleeper", version, clean=False, keep=30)
    sleeper.subscribe("py4", 1)
    sleeper.leave()
    sender = Client("waker", version)
    sender.publish("py4", "lost", 0)
    sender.publish("py4", "first", 1)
    sender.publish("py4", "second", 2)
    sender.leave()
    sleeper = Client("sleeper", version, clean=False, keep=30)
    sleeper.hear(2)
    sleeper.leave()
    Client("sleeper", version).leave()


def options_and_properties(version):
    listener = Client("chooser", version)
    listener.subscribe("py5/a", options=SubscribeOptions(qos=1, noLocal=True))
    listener.subscribe("py5/b", options=SubscribeOptions(qos=2, retainAsPublished=True))
    listener.publish("py5/a", "not for myself", 1)
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "text/plain"
    properties.UserProperty = [("k", "1"), ("k", "2")]
    properties.MessageExpiryInterval = 100
    listener.publish("py5/b", "flag stays", 2, True, properties)
    got = listener.hear()
    tell(f"{got.properties.ContentType} {got.properties.UserProperty}")
    listener.publish("py5/b", "", 1, True)
    listener.hear()
    listener.leave()


for label, level in VERSIONS.items():
    for scene in [every_qos, retained, will, kept_session]:
        tell(f"== {scene.__name__} of MQTT {label}")
        scene(level)
tell("== options_and_properties of MQTT 5.0")
options_and_properties(mqtt.MQTTv5)
