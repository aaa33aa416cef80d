/** Who listens, who is connected, and what is left when one of them is gone. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Paired, Switchboard } from '../../src/network/switchboard.ts';

const open: Paired<string>[] = [];
afterEach(() => {
  for (const { clientEnd, serverEnd } of open.splice(0)) {
    clientEnd.close();
    serverEnd.close();
  }
});

function connect(board: Switchboard<string>, client: string, port: number): Paired<string> {
  const pair = board.connect(client, port);
  if (pair === undefined) throw new Error(`nobody listens on ${port}`);
  open.push(pair);
  return pair;
}

describe('a switchboard', () => {
  it('gives a port to one owner at a time', () => {
    const board = new Switchboard<string>();
    expect(board.listen('a', 80)).toBe(true);
    expect(board.listen('b', 80)).toBe(false);
    expect(board.listen('a', 80)).toBe(false);
    expect(board.unlisten('b', 80)).toBe(false);
    expect(board.unlisten('a', 80)).toBe(true);
    expect(board.listen('b', 80)).toBe(true);
    expect(board.portsOf('b')).toEqual([80]);
  });

  it('connects to who listens, each time from another port', () => {
    const board = new Switchboard<string>();
    expect(board.connect('client', 80)).toBeUndefined();
    board.listen('server', 80);
    const first = connect(board, 'client', 80);
    const second = connect(board, 'client', 80);
    expect(first).toMatchObject({ client: 'client', server: 'server', remotePort: 80 });
    expect(second.localPort).not.toBe(first.localPort);
    expect(second.id).not.toBe(first.id);
    expect(board.connectionCount).toBe(2);
  });

  it('gives the two ends of one channel', async () => {
    const board = new Switchboard<string>();
    board.listen('server', 80);
    const { clientEnd, serverEnd } = connect(board, 'client', 80);
    const arrived = new Promise((resolve) => (serverEnd.onmessage = ({ data }) => resolve(data)));
    clientEnd.postMessage('xin chào');
    expect(await arrived).toBe('xin chào');
  });

  it('takes no local port twice while its connection stands, round and round', () => {
    const board = new Switchboard<string>();
    board.listen('server', 32_770);
    const first = connect(board, 'client', 32_770);
    const seen = new Set<number>([first.localPort]);
    for (let i = 0; i < 16_384; i += 1) {
      const pair = connect(board, 'client', 32_770);
      expect(pair.localPort).not.toBe(first.localPort);
      seen.add(pair.localPort);
      board.disconnect('client', pair.id);
      pair.clientEnd.close();
      pair.serverEnd.close();
    }
    expect(seen.has(32_770)).toBe(false); // somebody listens there
  });

  it('lets only its two owners end a connection', () => {
    const board = new Switchboard<string>();
    board.listen('server', 80);
    const { id } = connect(board, 'client', 80);
    board.disconnect('other', id);
    expect(board.connectionCount).toBe(1);
    board.disconnect('server', id);
    expect(board.connectionCount).toBe(0);
  });

  it('forgets an owner, and tells who has lost a connection with it', () => {
    const board = new Switchboard<string>();
    board.listen('server', 80);
    board.listen('other', 81);
    const lost = connect(board, 'client', 80);
    connect(board, 'client', 81);
    expect(board.remove('server')).toEqual([{ id: lost.id, peer: 'client' }]);
    expect(board.ports).toEqual([81]);
    expect(board.connectionCount).toBe(1);
  });
});
