/** What no recording shows: limits, `$SYS`, restarts, the trace, and MQTT 5.0 as RabbitMQ 4.x speaks it. */
import { describe, expect, it } from 'vitest';
import { HANDSHAKE_MS, SESSIONS_MAX } from '../../../src/protocols/mqtt/limits.ts';
import type { TraceBody } from '../../../src/trace/events.ts';
import { parseDialogues, play } from './dialogue.ts';
import { type MemoryOptions, type MemoryTarget, memoryTarget } from './memory-target.ts';

/** The dialogue with its answers, as one text. */
async function told(steps: string, options: MemoryOptions = {}, target = memoryTarget(options)): Promise<string> {
  const [dialogue] = parseDialogues(`### dialogue\n${steps}`);
  const said = await play(dialogue!, target);
  expect(target.bugs).toEqual([]);
  return said.join('\n');
}

const kinds = (events: readonly TraceBody[]): string[] =>
  events.filter(({ type }) => type !== 'frame').map(({ type }) => type);

const RABBIT: MemoryOptions = { profile: 'rabbitmq' };

describe('limits, each with its named failure', () => {
  it('a topic that is too long to be a routing key: 0x90', async () => {
    const long = 'l'.repeat(256);
    expect(
      await told(`
        a connect a {"version":5}
        a publish ${long} x {"qos":1,"packetId":1}
        a publish ${long} x {"qos":2,"packetId":2}
        a pubrel 2
        a publish ${long} x
        b connect b
        b publish ${long} x {"qos":1,"packetId":1}`).then((text) => text.replaceAll(long, '…')),
    ).toMatchInlineSnapshot(`
      "a connect a {"version":5}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}
      a publish … x {"qos":1,"packetId":1}
        a< puback {"packetId":1,"reasonCode":144}
      a publish … x {"qos":2,"packetId":2}
        a< pubrec {"packetId":2,"reasonCode":144}
      a pubrel 2
        a< pubcomp {"packetId":2}
      a publish … x
        a< disconnect {"reasonCode":144}
        a< end
      b connect b
        b< connack {"reasonCode":0}
      b publish … x {"qos":1,"packetId":1}
        b< end"
    `);
  });

  it('a client identifier that is too long: 0x85, return code 2', async () => {
    const long = 'c'.repeat(201);
    expect(
      (await told(`a connect ${long}\nb connect ${long} {"version":5}\nc connect ${long.slice(1)}`)).replaceAll(
        long.slice(1),
        '…',
      ),
    ).toMatchInlineSnapshot(`
      "a connect …c
        a< connack {"reasonCode":2}
        a< end
      b connect …c {"version":5}
        b< connack {"reasonCode":133}
        b< end
      c connect …
        c< connack {"reasonCode":0}"
    `);
  });

  it('messages that wait for one client: the newest are dropped, which the trace tells', async () => {
    const target = memoryTarget();
    const more = (from: number, to: number) =>
      Array.from(
        { length: to - from + 1 },
        (_, index) => `p publish t ${from + index} {"qos":1,"packetId":${from + index}}`,
      );
    await told(
      ['s connect s {"cleanStart":false}', 's subscribe 1 t:1', 's cut', 'p connect p', ...more(1, 1003)].join('\n'),
      {},
      target,
    );
    expect(target.events.filter(({ type }) => type === 'dropped')).toMatchObject([
      { message: 1001, reason: 'maxlen' },
      { message: 1002, reason: 'maxlen' },
      { message: 1003, reason: 'maxlen' },
    ]);
  });

  it('sessions that are kept: 0x97, return code 3', async () => {
    const target = memoryTarget();
    const many = Array.from(
      { length: SESSIONS_MAX },
      (_, index) => `s connect s${index} {"cleanStart":false}\ns disconnect`,
    );
    await told(many.join('\n'), {}, target);
    const steps = 'a connect a\nb connect b {"version":5}\nc connect s7 {"cleanStart":false}';
    expect(await told(steps, {}, target)).toMatchInlineSnapshot(`
      "a connect a
        a< connack {"reasonCode":3}
        a< end
      b connect b {"version":5}
        b< connack {"reasonCode":151}
        b< end
      c connect s7 {"cleanStart":false}
        c< connack {"sessionPresent":true,"reasonCode":0}"
    `);
  });

  it('a packet larger than the server takes: the connection ends', async () => {
    expect(await told('a connect a {"version":5}\na raw 30 ff ff ff 7f')).toMatchInlineSnapshot(`
      "a connect a {"version":5}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}
      a raw 30 ff ff ff 7f
        a< disconnect {"reasonCode":149}
        a< end"
    `);
  });

  it('a connection on which no CONNECT comes', async () => {
    expect(await told(`a open\nwait ${HANDSHAKE_MS - 1}\nwait 1`)).toMatchInlineSnapshot(`
      "a open
      wait 59999
      wait 1
        a< end"
    `);
  });
});

describe('what ends a connection', () => {
  it('a packet that only servers send', async () => {
    expect(await told('a connect a {"version":5}\na raw 20 03 00 00 00\nb connect b\nb raw d0 00'))
      .toMatchInlineSnapshot(`
      "a connect a {"version":5}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}
      a raw 20 03 00 00 00
        a< end
      b connect b
        b< connack {"reasonCode":0}
      b raw d0 00
        b< end"
    `);
  });

  it('[MQTT-3.1.0-1] anything before CONNECT', async () => {
    expect(await told('a open\na raw c0 00')).toMatchInlineSnapshot(`
      "a open
      a raw c0 00
        a< end"
    `);
  });

  it('[MQTT-3.3.4-6] a subscription identifier in a PUBLISH of a client', async () => {
    expect(await told('a connect a {"version":5}\na raw 30 06 00 01 \'t\' 02 0b 01')).toMatchInlineSnapshot(`
      "a connect a {"version":5}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}
      a raw 30 06 00 01 't' 02 0b 01
        a< disconnect {"reasonCode":130}
        a< end"
    `);
  });
});

describe('requests and responses', () => {
  it('[MQTT-3.1.2-28] response information is told to those who ask', async () => {
    const options = { responseInformation: 'answers/' };
    expect(
      await told(
        `a connect a {"version":5,"properties":{"requestResponseInformation":1}}
         b connect b {"version":5}`,
        options,
      ),
    ).toMatchInlineSnapshot(`
      "a connect a {"version":5,"properties":{"requestResponseInformation":1}}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20,"responseInformation":"answers/"}}
      b connect b {"version":5}
        b< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}"
    `);
  });
});

describe('users', () => {
  it('are let in with their password, others told so', async () => {
    const users = new Map([['lan', 'secret']]);
    const steps = `
      a connect a
      b connect b {"username":"lan","password":"wrong"}
      c connect c {"username":"lan","password":"secret"}
      d connect d {"version":5}
      e connect e {"version":5,"username":"lan","password":"secret"}`;
    expect(await told(steps, { users })).toMatchInlineSnapshot(`
      "a connect a
        a< connack {"reasonCode":5}
        a< end
      b connect b {"username":"lan","password":"wrong"}
        b< connack {"reasonCode":5}
        b< end
      c connect c {"username":"lan","password":"secret"}
        c< connack {"reasonCode":0}
      d connect d {"version":5}
        d< connack {"reasonCode":135}
        d< end
      e connect e {"version":5,"username":"lan","password":"secret"}
        e< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}"
    `);
    expect(await told(steps, { users, ...RABBIT })).toMatchInlineSnapshot(`
      "a connect a
        a< connack {"reasonCode":0}
      b connect b {"username":"lan","password":"wrong"}
        b< connack {"reasonCode":4}
        b< end
      c connect c {"username":"lan","password":"secret"}
        c< connack {"reasonCode":0}
      d connect d {"version":5}
        d< connack {"reasonCode":0,"properties":{"topicAliasMaximum":16,"receiveMaximum":10,"maximumQos":1,"sharedSubscriptionAvailable":0}}
      e connect e {"version":5,"username":"lan","password":"secret"}
        e< connack {"reasonCode":0,"properties":{"topicAliasMaximum":16,"receiveMaximum":10,"maximumQos":1,"sharedSubscriptionAvailable":0}}"
    `);
  });
});

describe('$SYS', () => {
  it('is told to those who subscribe to it, now and when it changes', async () => {
    const target = memoryTarget();
    expect(
      await told(
        `a connect a
         a subscribe 1 $SYS/broker/version:0 $SYS/broker/clients/connected:0
         b connect b
         wait 10000
         b disconnect
         wait 10000
         a unsubscribe 2 $SYS/broker/version $SYS/broker/clients/connected
         wait 30000`,
        {},
        target,
      ),
    ).toMatchInlineSnapshot(`
      "a connect a
        a< connack {"reasonCode":0}
      a subscribe 1 $SYS/broker/version:0 $SYS/broker/clients/connected:0
        a< suback {"packetId":1,"reasonCodes":[0,0]}
        a< publish {"topic":"$SYS/broker/version","payload":"mosquitto version 2.0.11","qos":0,"retain":true}
        a< publish {"topic":"$SYS/broker/clients/connected","payload":"1","qos":0,"retain":true}
      b connect b
        b< connack {"reasonCode":0}
      wait 10000
        a< publish {"topic":"$SYS/broker/clients/connected","payload":"2","qos":0}
      b disconnect
        b< end
      wait 10000
        a< publish {"topic":"$SYS/broker/clients/connected","payload":"1","qos":0}
      a unsubscribe 2 $SYS/broker/version $SYS/broker/clients/connected
        a< unsuback {"packetId":2,"reasonCodes":[]}
      wait 30000"
    `);
    expect(target.clock.pending).toBe(0);
  });

  it('is not there with the profile rabbitmq', async () => {
    expect(await told('a connect a\na subscribe 1 $SYS/#:0', RABBIT)).not.toContain('publish');
  });
});

describe('a restart of the broker', () => {
  it('keeps sessions that are to be kept, with persistent messages, and what is retained', async () => {
    const target = memoryTarget();
    await told(
      `s connect s {"cleanStart":false}
       s subscribe 1 t:1
       g connect g
       g subscribe 1 t:1
       p connect p
       p publish t under-way {"qos":1,"packetId":1}
       p publish r retained {"retain":true}
       s cut
       p publish t waiting {"qos":1,"packetId":2}`,
      {},
      target,
    );
    target.server.control({ type: 'restart' });
    expect([...target.server.broker.queues()].map(({ name }) => name)).toEqual(['mqtt-subscription-s']);
    expect(await told('s connect s {"cleanStart":false}\ns subscribe 2 r:0', {}, target)).toMatchInlineSnapshot(`
      "s connect s {"cleanStart":false}
        s< connack {"sessionPresent":true,"reasonCode":0}
        s< publish {"topic":"t","payload":"under-way","qos":1,"dup":true,"packetId":1}
        s< publish {"topic":"t","payload":"waiting","qos":1,"packetId":2}
      s subscribe 2 r:0
        s< suback {"packetId":2,"reasonCodes":[0]}
        s< publish {"topic":"r","payload":"retained","qos":0,"retain":true}"
    `);
  });

  it('tells 5.0 clients, and sends no wills', async () => {
    const steps = `
      s connect s {"cleanStart":false}
      s subscribe 1 w:1
      a connect a {"version":5,"will":{"topic":"w","payload":"x","qos":1,"retain":true}}
      restart
      s connect s {"cleanStart":false}`;
    expect(await told(steps)).toMatchInlineSnapshot(`
      "s connect s {"cleanStart":false}
        s< connack {"reasonCode":0}
      s subscribe 1 w:1
        s< suback {"packetId":1,"reasonCodes":[1]}
      a connect a {"version":5,"will":{"topic":"w","payload":"x","qos":1,"retain":true}}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":10,"receiveMaximum":20}}
      restart
        s< end
        a< disconnect {"reasonCode":139}
        a< end
      s connect s {"cleanStart":false}
        s< connack {"sessionPresent":true,"reasonCode":0}"
    `);
  });
});

describe('a client that does not read', () => {
  it('gets nothing more until it does, then all in order; acknowledgements are not held back', async () => {
    const steps = `
      s connect s
      s subscribe 1 t:1
      p connect p
      behind on
      p publish t first
      p publish t zero
      p publish t one {"qos":1,"packetId":1}
      p publish t zero again
      behind off`;
    expect(await told(steps)).toMatchInlineSnapshot(`
      "s connect s
        s< connack {"reasonCode":0}
      s subscribe 1 t:1
        s< suback {"packetId":1,"reasonCodes":[1]}
      p connect p
        p< connack {"reasonCode":0}
      behind on
      p publish t first
        s< publish {"topic":"t","payload":"first","qos":0}
      p publish t zero
        s< publish {"topic":"t","payload":"zero","qos":0}
      p publish t one {"qos":1,"packetId":1}
        p< puback {"packetId":1}
      p publish t zero again
      behind off
        s< publish {"topic":"t","payload":"zero again","qos":0}
        s< publish {"topic":"t","payload":"one","qos":1,"packetId":1}"
    `);
  });

  it('loses messages of QoS 0 beyond what waits for one client', async () => {
    const target = memoryTarget();
    const many = Array.from({ length: 1010 }, (_, index) => `p publish t ${index}`);
    await told(
      ['s connect s', 's subscribe 1 t:0', 'p connect p', 'behind on', ...many, 'behind off'].join('\n'),
      {},
      target,
    );
    // that it is behind is known from the second one on
    expect(target.events.filter(({ type }) => type === 'delivered')).toHaveLength(1002);
    expect(target.events.filter(({ type }) => type === 'dropped')).toHaveLength(8);
  });
});

describe('the trace', () => {
  it('tells a QoS 1 message from its publisher to its acknowledgement', async () => {
    const target = memoryTarget();
    const steps = `
      s connect cam
      s subscribe 1 a/+:1
      p connect p
      p publish a/b x {"qos":1,"packetId":1}
      s puback 1`;
    await told(steps, {}, target);
    expect(kinds(target.events)).toMatchInlineSnapshot(`
      [
        "connection-opened",
        "queue-declared",
        "consumer-added",
        "bound",
        "connection-opened",
        "published",
        "routed",
        "enqueued",
        "delivered",
        "confirmed",
        "acked",
        "consumer-cancelled",
        "unbound",
        "queue-deleted",
        "connection-closed",
        "connection-closed",
      ]
    `);
    const one = (type: TraceBody['type']) => target.events.find((event) => event.type === type);
    expect(one('queue-declared')).toMatchInlineSnapshot(`
      {
        "arguments": {
          "x-max-length": 1000,
          "x-overflow": "reject-publish",
        },
        "autoDelete": false,
        "durable": false,
        "exclusive": true,
        "queue": "mqtt-subscription-cam",
        "type": "queue-declared",
      }
    `);
    expect(one('bound')).toMatchInlineSnapshot(`
      {
        "arguments": {},
        "destination": {
          "kind": "queue",
          "name": "mqtt-subscription-cam",
        },
        "key": "a.*",
        "source": "amq.topic",
        "type": "bound",
      }
    `);
    expect(one('consumer-added')).toMatchInlineSnapshot(`
      {
        "ack": "manual",
        "connection": "c1",
        "consumer": "cam",
        "prefetch": 20,
        "queue": "mqtt-subscription-cam",
        "type": "consumer-added",
      }
    `);
    expect(one('published')).toMatchInlineSnapshot(`
      {
        "body": "x",
        "connection": "c2",
        "exchange": "amq.topic",
        "key": "a.b",
        "message": 1,
        "persistent": true,
        "sizeBytes": 1,
        "type": "published",
      }
    `);
    expect(one('delivered')).toMatchInlineSnapshot(`
      {
        "connection": "c1",
        "consumer": "cam",
        "message": 1,
        "queue": "mqtt-subscription-cam",
        "redelivered": false,
        "tag": 1,
        "type": "delivered",
      }
    `);
  });

  it('tells that a QoS 0 message is settled as soon as it is delivered', async () => {
    const target = memoryTarget();
    await told('s connect s\ns subscribe 1 t:0\np connect p\np publish t x', {}, target);
    const about = target.events.filter((event) => 'message' in event).map(({ type }) => type);
    expect(about).toEqual(['published', 'routed', 'enqueued', 'delivered', 'acked']);
  });

  it('tells that what a client did not acknowledge goes back and comes again', async () => {
    const target = memoryTarget();
    await told(
      `s connect s {"cleanStart":false}
       s subscribe 1 t:1
       p connect p
       p publish t x {"qos":1,"packetId":1}
       s cut
       s connect s {"cleanStart":false}
       s puback 1`,
      {},
      target,
    );
    const about = target.events
      .filter((event) => 'message' in event)
      .map((event) => (event.type === 'delivered' ? `delivered${event.redelivered ? ' again' : ''}` : event.type));
    expect(about).toMatchInlineSnapshot(`
      [
        "published",
        "routed",
        "enqueued",
        "delivered",
        "confirmed",
        "requeued",
        "delivered again",
        "acked",
      ]
    `);
  });
});

describe('MQTT 5.0 as RabbitMQ 4.x speaks it', () => {
  it('[MQTT-3.2.2-9] [MQTT-3.2.2-10] [MQTT-3.2.2-12] says that it takes QoS 1 at most, and ends others', async () => {
    expect(
      await told(
        `a connect a {"version":5}
         a subscribe 1 t:2 $share/g/t:1
         a publish t x {"qos":2,"packetId":1}
         b connect b {"version":5,"will":{"topic":"w","payload":"x","qos":2,"retain":false}}`,
        RABBIT,
      ),
    ).toMatchInlineSnapshot(`
      "a connect a {"version":5}
        a< connack {"reasonCode":0,"properties":{"topicAliasMaximum":16,"receiveMaximum":10,"maximumQos":1,"sharedSubscriptionAvailable":0}}
      a subscribe 1 t:2 $share/g/t:1
        a< suback {"packetId":1,"reasonCodes":[1,158]}
      a publish t x {"qos":2,"packetId":1}
        a< disconnect {"reasonCode":155}
        a< end
      b connect b {"version":5,"will":{"topic":"w","payload":"x","qos":2,"retain":false}}
        b< connack {"reasonCode":155}
        b< end"
    `);
  });

  it('[MQTT-3.1.2-26] [MQTT-3.3.2-11] gives topics aliases, no more than the client allows', async () => {
    expect(
      await told(
        `s connect s {"version":5,"properties":{"topicAliasMaximum":2}}
         s subscribe 1 #:0
         p connect p
         p publish a 1
         p publish a 2
         p publish b 3
         p publish c 4
         p publish b 5
         p publish c 6`,
        RABBIT,
      ),
    ).toMatchInlineSnapshot(`
      "s connect s {"version":5,"properties":{"topicAliasMaximum":2}}
        s< connack {"reasonCode":0,"properties":{"topicAliasMaximum":16,"receiveMaximum":10,"maximumQos":1,"sharedSubscriptionAvailable":0}}
      s subscribe 1 #:0
        s< suback {"packetId":1,"reasonCodes":[0]}
      p connect p
        p< connack {"reasonCode":0}
      p publish a 1
        s< publish {"topic":"a","payload":"1","qos":0,"properties":{"topicAlias":1}}
      p publish a 2
        s< publish {"topic":"","payload":"2","qos":0,"properties":{"topicAlias":1}}
      p publish b 3
        s< publish {"topic":"b","payload":"3","qos":0,"properties":{"topicAlias":2}}
      p publish c 4
        s< publish {"topic":"c","payload":"4","qos":0}
      p publish b 5
        s< publish {"topic":"","payload":"5","qos":0,"properties":{"topicAlias":2}}
      p publish c 6
        s< publish {"topic":"c","payload":"6","qos":0}"
    `);
  });

  it('[MQTT-3.3.4-4] sends one copy with the identifiers of all subscriptions of a QoS', async () => {
    expect(
      await told(
        `s connect s {"version":5}
         s subscribe 1 a/+:1 {"properties":{"subscriptionIdentifiers":[1]}}
         s subscribe 2 a/#:1 {"properties":{"subscriptionIdentifiers":[2]}}
         s subscribe 3 a/b:0 {"properties":{"subscriptionIdentifiers":[3]}}
         p connect p
         p publish a/b x {"qos":1,"packetId":1}`,
        RABBIT,
      ),
    ).toMatchInlineSnapshot(`
      "s connect s {"version":5}
        s< connack {"reasonCode":0,"properties":{"topicAliasMaximum":16,"receiveMaximum":10,"maximumQos":1,"sharedSubscriptionAvailable":0}}
      s subscribe 1 a/+:1 {"properties":{"subscriptionIdentifiers":[1]}}
        s< suback {"packetId":1,"reasonCodes":[1]}
      s subscribe 2 a/#:1 {"properties":{"subscriptionIdentifiers":[2]}}
        s< suback {"packetId":2,"reasonCodes":[1]}
      s subscribe 3 a/b:0 {"properties":{"subscriptionIdentifiers":[3]}}
        s< suback {"packetId":3,"reasonCodes":[0]}
      p connect p
        p< connack {"reasonCode":0}
      p publish a/b x {"qos":1,"packetId":1}
        s< publish {"topic":"a/b","payload":"x","qos":0,"properties":{"subscriptionIdentifiers":[3]}}
        s< publish {"topic":"a/b","payload":"x","qos":1,"packetId":1,"properties":{"subscriptionIdentifiers":[1,2]}}
        p< puback {"packetId":1}"
    `);
  });
});

describe('bytes from a stranger', () => {
  it('end that connection at most, and no other', async () => {
    const target: MemoryTarget = memoryTarget();
    const steps = ['s connect s', 's subscribe 1 t:0'];
    const { chance } = await import('../../support/chance.ts');
    const random = chance(5);
    for (let count = 0; count < 1000; count++) {
      const hex = [...random.bytes(1 + random.below(40))].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      if (count % 2 === 0) steps.push(`g connect g {"version":${count % 4 === 0 ? 4 : 5}}`);
      else steps.push(`g open`);
      steps.push(`g raw ${hex}`, `g cut`);
    }
    steps.push('p connect p', 'p publish t alive');
    const text = await told(steps.join('\n'), {}, target);
    expect(text.split('\n').at(-1)).toBe('  s< publish {"topic":"t","payload":"alive","qos":0}');
    expect(target.server.connectionCount).toBe(0);
  });
});
