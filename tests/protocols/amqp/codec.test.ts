import { describe, expect, it } from 'vitest';
import { PROPERTY_NAMES } from '../../../src/broker/index.ts';
import {
  readByTable,
  readFields,
  shapeOf,
  SHAPES,
  writeByTable,
  writeFields,
} from '../../../src/protocols/amqp/fields.ts';
import type { AmqpFrame, MethodName } from '../../../src/protocols/amqp/frames.ts';
import { AmqpCodec } from '../../../src/protocols/amqp/index.ts';
import { ByteReader, ByteWriter } from '../../../src/protocols/bytes.ts';
import { WireError } from '../../../src/protocols/protocol.ts';
import { codecContract, hex } from '../codec-contract.ts';
import { PRELUDE, ROWS } from './rows.ts';

function plain(frame: AmqpFrame): unknown {
  if (frame.kind !== 'header') return frame;
  const given = PROPERTY_NAMES.filter((name) => frame.properties[name] !== undefined);
  return { ...frame, properties: Object.fromEntries(given.map((name) => [name, frame.properties[name]])) };
}

codecContract({ name: 'AMQP 0-9-1', codec: () => new AmqpCodec(), rows: ROWS, plain, prelude: PRELUDE });

describe('AMQP 0-9-1: the protocol header', () => {
  const first = (bytes: Uint8Array): AmqpFrame[] => [...new AmqpCodec().decode(bytes)];

  it('is the first thing on a connection', () => {
    expect(first(PRELUDE)).toEqual([{ kind: 'protocol-header', channel: 0, bytes: PRELUDE }]);
    expect(new AmqpCodec().encode({ kind: 'protocol-header', channel: 0, bytes: PRELUDE })).toEqual(PRELUDE);
  });

  it('is taken as it is where a stranger sends something else', () => {
    expect(first(new TextEncoder().encode('GET / HTTP/1.1'))[0]).toMatchObject({ kind: 'protocol-header' });
  });

  it('is described', () => {
    const view = new AmqpCodec().describe({ kind: 'protocol-header', channel: 0, bytes: PRELUDE });
    expect(view.fields.map(({ value }) => value)).toEqual(['AMQP', '0 0 9 1']);
  });
});

describe('AMQP 0-9-1: what is no frame', () => {
  const fail = (text: string): string => {
    const codec = new AmqpCodec();
    for (const frame of codec.decode(PRELUDE)) void frame;
    try {
      for (const frame of codec.decode(hex(text))) void frame;
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      expect([...codec.decode(hex('08 0000 00000000 ce'))], 'nothing comes after a fault').toEqual([]);
      return (error as Error).message;
    }
    throw new Error('no fault');
  };

  it('has the wrong end marker (recorded from RabbitMQ 3.10.8)', () => {
    expect(fail('01 0001 0000000b 003c000a 00000000000100 00')).toBe(
      'type 1, all octets = <<0,60,0,10,0,0,0,0,0,1,0>>: {invalid_frame_end_marker,0}',
    );
  });

  it('has an unknown type (recorded from RabbitMQ 3.10.8)', () => {
    expect(fail('07 0001 00000001 78 ce')).toBe('type 7, all octets = <<"x">>: unknown_frame');
  });

  it('announces more than the largest frame, and is refused before it comes', () => {
    expect(fail('03 0001 00020001')).toBe('type 3, all octets = <<>>: {frame_too_large,131073,131064}');
  });

  it('has a method nobody knows', () => expect(fail('01 0001 00000004 003c0063 ce')).toBe('unknown method 60.99'));

  it('has fields beyond its end, or bytes beyond its fields', () => {
    expect(fail('01 0001 00000005 003c0050 00 ce')).toMatch(/8 more bytes were announced/);
    expect(fail('01 0001 00000005 005a000a 00 ce')).toMatch(/1 bytes follow the last field of tx.select/);
  });

  it('nests tables without end', () => {
    const depth = 400;
    const levels = Array.from({ length: depth }, (_, at) => {
      const inside = (depth - at) * 7;
      return `${inside.toString(16).padStart(8, '0')} 01 61 46`;
    });
    const body = `0032000a 0000 00 00 ${levels.join(' ')} 00000000`;
    const size = hex(body).length.toString(16).padStart(8, '0');
    expect(fail(`01 0001 ${size} ${body} ce`)).toMatch(/nested more than 64 deep/);
  });

  it('lets the good frames before it out first', () => {
    const codec = new AmqpCodec();
    const kinds: string[] = [];
    expect(() => {
      for (const frame of codec.decode(hex('08 0000 00000000 ce 09 0000 00000000 ce'))) kinds.push(frame.kind);
    }).toThrow(WireError);
    expect(kinds).toEqual(['heartbeat']);
  });
});

describe('AMQP 0-9-1: the table of methods', () => {
  const sample = (name: MethodName): Record<string, unknown> =>
    Object.fromEntries(
      shapeOf(name).fields.map(([field, type], index) => {
        const value = {
          bit: index % 2 === 0,
          table: new Map([['k', 'v']]),
          shortstr: `s${index}`,
          longstr: `l${index}`,
        };
        return [field, type in value ? value[type as keyof typeof value] : index + 1];
      }),
    );

  it.each([...SHAPES.values()].map(({ name }) => name))('%s: what is written is read again', (name) => {
    const fields = sample(name);
    const byTable = new ByteWriter(0);
    writeByTable(byTable, shapeOf(name), fields);
    const bytes = byTable.take();
    const fast = new ByteWriter(0);
    writeFields(fast, name, fields);
    expect(fast.take(), 'the short way writes what the table writes').toEqual(bytes);
    expect(readByTable(new ByteReader(bytes), shapeOf(name))).toEqual(fields);
    expect(readFields(new ByteReader(bytes), shapeOf(name)), 'and reads what it reads').toEqual(fields);
  });
});
