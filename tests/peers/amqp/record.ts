/** Records what a real RabbitMQ says to all programs, for `npm run fidelity -- --record`. */
import { type Recording, writeRecording } from '../recording.ts';
import { realRabbitMq } from './peer.ts';
import { AMQPLIB_PROGRAMS, PIKA_PROGRAMS } from './programs.ts';

export const AMQP_RECORDING = 'amqp-rabbitmq';

/** @throws Error where RabbitMQ or pika is not installed */
export async function recordAmqp(date: string): Promise<Recording> {
  const peer = await realRabbitMq();
  try {
    const programs: Record<string, readonly string[]> = {};
    for (const program of [...AMQPLIB_PROGRAMS, ...PIKA_PROGRAMS]) programs[program.name] = await program.run(peer);
    const recording = { peer: peer.name, version: peer.version, date, programs };
    await writeRecording(AMQP_RECORDING, recording);
    return recording;
  } finally {
    await peer.stop();
  }
}
