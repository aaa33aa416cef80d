/** MQTT 3.1.1 through mqtt.js: one client publishes, each subscriber is a client of its own. */
import { connectAsync, type MqttClient } from 'mqtt';
import type { Open } from './loop.ts';

const TOPIC = 'bench/topic';

export const openMqtt: Open = async ({ port, payloadBytes, fanout, qos = 0 }, done) => {
  const open = (): Promise<MqttClient> =>
    connectAsync({ protocol: 'mqtt', host: '127.0.0.1', port, protocolVersion: 4, reconnectPeriod: 0, keepalive: 0 });
  const payload = Buffer.alloc(payloadBytes, 'x');
  await Promise.all(
    Array.from({ length: fanout }, async () => {
      const subscriber = await open();
      subscriber.on('message', done);
      await subscriber.subscribeAsync(TOPIC, { qos });
    }),
  );
  const publisher = await open();
  return { publish: () => void publisher.publish(TOPIC, payload, { qos }) };
};
