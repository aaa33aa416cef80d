/** How connections begin, and how they are refused. */
import type { Scenario } from '../stage.ts';

export const OPENING: Readonly<Record<string, Scenario>> = {
  '01-handshake': async (stage) => {
    const connection = await stage.connection({ heartbeat: 10 });
    const channel = await stage.channel(connection);
    await channel.close();
    await connection.close();
  },

  '02-auth-refused': async (stage) => {
    await stage.attempt('connect', () => stage.connection({ password: 'wrong' }));
  },

  '03-vhost-not-found': async (stage) => {
    await stage.attempt('connect', () => stage.connection({ vhost: 'nope' }));
  },

  '43-frame-max-over': async (stage) => {
    await stage.attempt('frameMax 1e6', () => stage.connection({ frameMax: 1_000_000 }));
  },
};
