/** What a sender hears: returns, confirms, refusals, and what a transaction keeps back. */
import type { Channel } from 'amqplib';
import { definitions } from '../lines.ts';
import { bytes, type Scenario, type Stage } from '../stage.ts';

/** amqplib has no words for transactions; its channels can call any method. */
export function call(channel: Channel, method: number, answer: number, fields: object = {}): Promise<unknown> {
  const rpc = channel as unknown as { rpc(method: number, fields: object, answer: number): Promise<unknown> };
  return rpc.rpc(method, fields, answer);
}

const confirmation =
  (stage: Stage, label: string | number) =>
  (error: unknown): void =>
    stage.note(`client: confirm ${label} ${error ? 'nack' : 'ack'}`);

export const PUBLISHING: Readonly<Record<string, Scenario>> = {
  '16-mandatory-return': async (stage) => {
    const channel = await stage.channel();
    channel.on('return', (message: { fields: unknown }) =>
      stage.note(`client: return ${JSON.stringify(message.fields)}`),
    );
    channel.publish('', 't.nowhere', bytes('lost'), { mandatory: true, messageId: 'm1' });
    channel.publish('amq.topic', 'a.b', bytes('lost2'), { mandatory: true });
    channel.publish('', 't.nowhere', bytes('silently dropped'));
    await stage.pause(80);
  },

  '18-confirms': async (stage) => {
    const channel = await stage.confirmChannel();
    channel.on('return', () => stage.note('client: return event'));
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.publish('', queue, bytes('1'), {}, confirmation(stage, 1));
    channel.publish('', queue, bytes('2'), {}, confirmation(stage, 2));
    channel.publish('', 't.nowhere', bytes('3 unroutable'), {}, confirmation(stage, 3));
    const mandatory = { mandatory: true };
    channel.publish('', 't.nowhere', bytes('4 unroutable mandatory'), mandatory, confirmation(stage, 4));
    await stage.pause(120);
  },

  '19-confirm-reject-publish': async (stage) => {
    const channel = await stage.confirmChannel();
    const options = { exclusive: true, maxLength: 2, arguments: { 'x-overflow': 'reject-publish' } };
    const { queue } = await channel.assertQueue('', options);
    for (let index = 1; index <= 4; index++) {
      channel.publish('', queue, bytes(String(index)), {}, confirmation(stage, index));
    }
    await stage.pause(150);
    stage.note(JSON.stringify(await channel.checkQueue(queue)));
  },

  '20-confirm-and-tx-mixed': async (stage) => {
    const channel = await stage.confirmChannel();
    await stage.attempt('tx.select on confirm channel', () =>
      call(channel, definitions.TxSelect, definitions.TxSelectOk),
    );
    await stage.pause(60);
  },

  '21-tx': async (stage) => {
    const { TxSelect, TxSelectOk, TxCommit, TxCommitOk, TxRollback, TxRollbackOk } = definitions;
    const connection = await stage.connection();
    const plain = await stage.channel(connection);
    await stage.attempt('commit without select', () => call(plain, TxCommit, TxCommitOk));
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const counted = async (): Promise<string> => JSON.stringify(await channel.checkQueue(queue));
    await call(channel, TxSelect, TxSelectOk);
    channel.sendToQueue(queue, bytes('a'));
    await stage.pause(30);
    stage.note(`before commit ${await counted()}`);
    await call(channel, TxCommit, TxCommitOk);
    stage.note(`after commit ${await counted()}`);
    channel.sendToQueue(queue, bytes('b'));
    await call(channel, TxRollback, TxRollbackOk);
    stage.note(`after rollback ${await counted()}`);
    const message = await channel.get(queue);
    if (message === false) throw new Error('nothing there');
    channel.ack(message);
    await call(channel, TxRollback, TxRollbackOk);
    stage.note('ack rolled back');
    await channel.recover();
    const again = await channel.get(queue);
    stage.note(`redelivered after rollback+recover: ${again && again.fields.redelivered}`);
  },

  '46-cc-bcc-userid-expiration': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const { queue: first } = await channel.assertQueue('', { exclusive: true });
    const { queue: second } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(first, bytes('m'), { CC: [second], BCC: ['t.nowhere'] });
    await stage.pause(40);
    const message = await channel.get(second);
    if (message === false) throw new Error('nothing there');
    stage.note(`CC copy headers ${JSON.stringify(Object.keys(message.properties.headers ?? {}))}`);
    const other = await stage.channel(connection);
    other.sendToQueue(first, bytes('m'), { userId: 'mallory' });
    await stage.pause(60);
  },
};
