import { describe, expect, it } from 'vitest';
import { method, PROTOCOL_HEADER } from '../../../src/protocols/amqp/frames.ts';
import { startOk, type Wire, wireServer } from '../../support/amqp-wire.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

async function started(profile: '3.10' | '4.x' = '3.10'): Promise<{ wire: Wire }> {
  const wire = wireServer({ profile }).connect();
  wire.raw(PROTOCOL_HEADER);
  await wire.turn();
  wire.take('connection.start');
  return { wire };
}

describe('the handshake', () => {
  it('goes from header to open, and offers what RabbitMQ offers', async () => {
    const wire = wireServer().connect();
    wire.raw(PROTOCOL_HEADER);
    await wire.turn();
    const { fields } = wire.take('connection.start');
    expect(fields.mechanisms).toBe('PLAIN AMQPLAIN');
    expect([...(fields.serverProperties.get('capabilities') as Map<string, boolean>).keys()]).toContain('basic.nack');
    const tune = await wire.call(0, 'connection.start-ok', startOk(), 'connection.tune');
    expect(tune.fields).toEqual({ channelMax: 2047, frameMax: 131_072, heartbeat: 60 });
    wire.write(method(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0 }));
    await wire.call(0, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }, 'connection.open-ok');
    await wire.call(7, 'channel.open', { reserved1: '' }, 'channel.open-ok');
    await wire.call(
      0,
      'connection.close',
      { replyCode: 200, replyText: '', classId: 0, methodId: 0 },
      'connection.close-ok',
    );
    expect(wire.closed).toBe('end');
  });

  it.each([
    ['something else', text('GET / HTTP/1.1\r\n')],
    ['another version', Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 1, 0, 0)],
    ['a frame', Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0xce)],
  ])('answers %s with its own header and closes', async (_, bytes) => {
    const wire = wireServer().connect();
    wire.raw(bytes);
    await wire.turn();
    expect(wire.frames).toEqual([{ kind: 'protocol-header', channel: 0, bytes: PROTOCOL_HEADER }]);
    expect(wire.closed).toBe('end');
  });

  it('takes AMQPLAIN too', async () => {
    const { wire } = await started();
    const response = '\x05LOGINS\0\0\0\x05guest\x08PASSWORDS\0\0\0\x05guest';
    await wire.call(0, 'connection.start-ok', { ...startOk(), mechanism: 'AMQPLAIN', response }, 'connection.tune');
  });

  it('tells a wrong password to clients that can hear it', async () => {
    const { wire } = await started();
    const { fields } = await wire.call(0, 'connection.start-ok', startOk('wrong'), 'connection.close');
    expect(fields).toEqual({
      replyCode: 403,
      replyText:
        'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
      classId: 0,
      methodId: 0,
    });
  });

  it.each([
    ['a wrong password where the client cannot hear it', startOk('wrong', [])],
    ['an unknown mechanism', { ...startOk(), mechanism: 'BOGUS' }],
    ['an answer that is none', { ...startOk(), response: 'guest' }],
  ])('meets %s with silence, and closes after 3 s', async (_, fields) => {
    const { wire } = await started();
    wire.write(method(0, 'connection.start-ok', fields));
    await wire.turn();
    await wire.turn(2999);
    expect(wire.frames).toEqual([]);
    expect(wire.closed).toBeUndefined();
    await wire.turn(2);
    expect(wire.closed).toBe('end');
  });

  it.each([
    ['3.10', 4095, false],
    ['3.10', 4096, true],
    ['3.10', 131_073, false],
    ['3.10', 0, false],
    ['4.x', 4096, false],
    ['4.x', 8192, true],
  ] as const)('profile %s: frame_max %i is accepted: %s', async (profile, frameMax, accepted) => {
    const { wire } = await started(profile);
    await wire.call(0, 'connection.start-ok', startOk(), 'connection.tune');
    wire.write(method(0, 'connection.tune-ok', { channelMax: 10, frameMax, heartbeat: 0 }));
    wire.write(method(0, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }));
    await wire.turn();
    const answers = wire.frames.map((frame) => (frame.kind === 'method' ? frame.method : frame.kind));
    const refusal = profile === '3.10' ? [] : ['connection.close'];
    expect(answers).toEqual(accepted ? ['connection.open-ok'] : refusal);
  });

  it('4.x says what was wrong with the answer to its offer (from its source, not recorded)', async () => {
    const { wire } = await started('4.x');
    await wire.call(0, 'connection.start-ok', startOk(), 'connection.tune');
    const tuneOk = { channelMax: 0, frameMax: 131_072, heartbeat: 0 };
    const { fields } = await wire.call(0, 'connection.tune-ok', tuneOk, 'connection.close');
    expect(fields).toEqual({
      replyCode: 530,
      replyText: 'NOT_ALLOWED - negotiated channel_max = 0 (no limit) is higher than the maximum allowed value (2047)',
      classId: 10,
      methodId: 30,
    });
  });

  it('knows one virtual host', async () => {
    const { wire } = await started();
    await wire.call(0, 'connection.start-ok', startOk(), 'connection.tune');
    wire.write(method(0, 'connection.tune-ok', { channelMax: 10, frameMax: 131_072, heartbeat: 0 }));
    const open = { virtualHost: 'nope', reserved1: '', reserved2: false };
    const { fields } = await wire.call(0, 'connection.open', open, 'connection.close');
    expect(fields).toEqual({
      replyCode: 530,
      replyText: 'NOT_ALLOWED - vhost nope not found',
      classId: 10,
      methodId: 40,
    });
  });

  it('does not wait for ever for someone who says nothing', async () => {
    const wire = wireServer().connect();
    await wire.turn(9999);
    expect(wire.closed).toBeUndefined();
    await wire.turn(2);
    expect(wire.closed).toBe('end');
  });
});

describe('heartbeats', () => {
  it('come after half the time without anything else, and their absence ends the connection', async () => {
    const { connect, events } = wireServer();
    const wire = await connect().open({ heartbeat: 1 });
    const sent: string[] = [];
    for (let half = 1; half <= 6; half++) {
      await wire.turn(500);
      sent.push(
        wire.frames
          .splice(0)
          .map(({ kind }) => kind)
          .join() || '-',
      );
    }
    expect(sent).toEqual(['heartbeat', 'heartbeat', 'heartbeat', 'heartbeat', 'heartbeat', '-']);
    expect(wire.closed).toBe('end');
    expect(events().at(-1)).toMatchObject({ type: 'connection-closed' });
  });

  it('are answered by anything the client sends', async () => {
    const wire = await wireServer().connect().open({ heartbeat: 1 });
    for (let second = 0; second < 10; second++) {
      wire.write({ kind: 'heartbeat', channel: 0 });
      await wire.turn(1000);
    }
    expect(wire.closed).toBeUndefined();
  });
});
