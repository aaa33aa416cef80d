"""What a program with Python's redis sees, line by line: the same against any server. Usage: scenes.py PORT"""
import sys
import threading

import redis

PORT = int(sys.argv[1])


def connect(**options):
    return redis.Redis(host="127.0.0.1", port=PORT, decode_responses=True, **options)


def attempt(name, work):
    try:
        print(name, work())
    except redis.RedisError as error:
        print(name, type(error).__name__, error)


def messages(pubsub, count):
    """So many of those that come, confirmations included."""
    found = []
    while len(found) < count:
        message = pubsub.get_message(timeout=5)
        if message is not None:
            found.append((message["type"], message["pattern"], message["channel"], message["data"]))
    return found


def publishing(client):
    print("nobody", client.publish("my_channel", "ping"))
    pubsub = client.pubsub()
    pubsub.subscribe("my_channel")
    pubsub.psubscribe("my_*")
    print(messages(pubsub, 2))
    print("twice", client.publish("my_channel", "xin chào"))
    print(messages(pubsub, 2))
    print("numsub", client.pubsub_numsub("my_channel", "other"), client.pubsub_numpat(), client.pubsub_channels())
    pubsub.unsubscribe("my_channel")
    print(messages(pubsub, 1))
    print("once", client.publish("my_channel", "again"))
    print(messages(pubsub, 1))
    pubsub.punsubscribe()
    print(messages(pubsub, 1), pubsub.subscribed)
    pubsub.close()


def iterating(client):
    pubsub = client.pubsub(ignore_subscribe_messages=True)
    pubsub.subscribe("c")
    heard = []

    def listen():
        for message in pubsub.listen():
            heard.append(message["data"])
            if message["data"] == "end":
                return

    listener = threading.Thread(target=listen)
    listener.start()
    while client.publish("c", "0") == 0:
        pass
    for number in range(1, 50):
        client.publish("c", str(number))
    client.publish("c", "end")
    listener.join()
    print(len(heard), heard[0], heard[-2:])


def values(client):
    print(client.set("k", "v"), client.get("k"), client.get("nothing"), client.set("k", "w", nx=True))
    print(client.set("k", "x", ex=100), client.ttl("k"), client.pttl("nothing"), client.persist("k"), client.ttl("k"))
    print(client.incr("n"), client.incr("n", 10), client.decr("n"), client.append("n", "0"), client.strlen("n"))
    print(client.mset({"a": 1, "b": 2}), client.mget("a", "b", "c"), client.exists("a", "c"), client.type("a"))
    print(sorted(client.keys("?")), sorted(client.scan_iter()), client.dbsize())
    print(client.expire("a", 0), client.get("a"), client.delete("b", "c"))
    attempt("wrong type", lambda: client.lpush("k", 1))
    attempt("no number", lambda: client.incr("k"))
    attempt("unknown", lambda: client.execute_command("BOGUS", "a b", "c"))
    attempt("arity", lambda: client.execute_command("GET"))


def lists(client):
    print(client.rpush("l", 1, 2, 3), client.lrange("l", 0, -1), client.lpop("l"), client.rpop("l", 5), client.llen("l"))
    worker = connect()
    found = []
    thread = threading.Thread(target=lambda: found.append(worker.blpop(["l", "m"], timeout=5)))
    thread.start()
    while int(client.info("clients")["blocked_clients"]) == 0:
        pass
    print(client.lpush("m", "x"))
    thread.join()
    print(found, worker.brpop("l", timeout=1), client.lmove("l", "m"))


def streams(client):
    print(client.xadd("s", {"n": 1}, id="1-1"), client.xadd("s", {"n": 2}, id="1-2"))
    attempt("same id", lambda: client.xadd("s", {"n": 3}, id="1-2"))
    print(client.xlen("s"), client.xrange("s"), client.xrevrange("s", count=1))
    print(client.xread({"s": "1-1"}), client.xread({"s": "$"}), client.xread({"s": "$"}, block=20))
    print(client.xadd("s", {"n": 4}, id="2-1", maxlen=2, approximate=False), client.xlen("s"))
    print(client.xdel("s", "1-2"), client.xtrim("s", maxlen=0), client.xlen("s"))
    attempt("info", lambda: client.xinfo_stream("nothing"))


def groups(client):
    print(client.xgroup_create("s", "g", "$", mkstream=True))
    attempt("again", lambda: client.xgroup_create("s", "g", "$"))
    attempt("no group", lambda: client.xreadgroup("nope", "an", {"s": ">"}))
    for number in (1, 2, 3, 4):
        client.xadd("s", {"n": number}, id=f"1-{number}")
    print(client.xreadgroup("g", "an", {"s": ">"}, count=2))
    print(client.xreadgroup("g", "binh", {"s": ">"}), client.xreadgroup("g", "binh", {"s": ">"}))
    print(client.xreadgroup("g", "an", {"s": "0"}))
    print(client.xpending("s", "g"), client.xack("s", "g", "1-1", "7-7"))
    pending = client.xpending_range("s", "g", "-", "+", 10)
    print([(one["message_id"], one["consumer"], one["times_delivered"]) for one in pending])
    print(client.xclaim("s", "g", "binh", 0, ["1-2"]), client.xautoclaim("s", "g", "chi", 0, "0", count=1))
    print(client.xinfo_groups("s"), [(one["name"], one["pending"]) for one in client.xinfo_consumers("s", "g")])
    print(client.xgroup_delconsumer("s", "g", "binh"), client.xgroup_destroy("s", "g"))


def transactions(client):
    with client.pipeline() as pipe:
        print(pipe.set("k", 1).incr("k").get("k").execute())
    with client.pipeline() as pipe:
        pipe.watch("k")
        connect().set("k", "changed")
        pipe.multi()
        pipe.set("k", "mine")
        attempt("spoilt", pipe.execute)
    with client.pipeline(transaction=False) as pipe:
        print(pipe.set("a", 1).get("a").incr("a").execute())
    with client.pipeline() as pipe:
        attempt("one fails", pipe.set("k", "v").lpush("k", 1).get("k").execute)


def connection(client):
    named = connect(client_name="worker-1", db=3)
    print(named.client_getname(), named.set("k", "v"), client.get("k"), named.ping(), named.echo("hi"))
    info = named.client_info()
    print(info["name"], info["db"], info["cmd"], info["user"])
    print(client.info("server")["redis_version"], client.config_get("maxmemory-policy"), client.command_count() > 100)
    attempt("select", lambda: client.execute_command("SELECT", 99))
    attempt("config", lambda: client.config_set("nosuch", 1))
    print([one["name"] for one in client.client_list() if one["name"] != ""])


SCENES = (publishing, iterating, values, lists, streams, groups, transactions, connection)

for scene in SCENES:
    print("==", scene.__name__)
    connect().flushall()
    scene(connect())
