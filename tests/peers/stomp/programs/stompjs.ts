/** The scenario by @stomp/stompjs, over Node's own WebSocket: `node stompjs.ts <port> [path]`. */
import { Client, type IFrame, type IMessage } from '@stomp/stompjs';
import { type Link, type Received, scenario } from '../scenario.ts';

const [, , port, path = '/'] = process.argv;
const brokerURL = `ws://127.0.0.1:${port}${path}`;

function open(passcode = 'guest'): Promise<Link> {
  let fail: (text: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => (fail = resolve));
  return new Promise((resolve, reject) => {
    const client = new Client({
      brokerURL,
      connectHeaders: { host: '/', login: 'guest', passcode },
      reconnectDelay: 0,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      onConnect: () => resolve(linkOf(client, failed)),
      // RabbitMQ closes a WebSocket without the ERROR frame where its broker refuses
      onWebSocketClose: () => fail('closed without a word'),
      onStompError: ({ headers, body }: IFrame) => {
        fail(`${headers['message']}`);
        void client.deactivate({ force: true });
        reject(new Error(`${headers['message']}`, { cause: body }));
      },
    });
    client.activate();
  });
}

let receipts = 0;

function linkOf(client: Client, failed: Promise<string>): Link {
  return {
    failed,
    send: (destination, body, headers = {}) =>
      new Promise((resolve) => {
        const receipt = `r${++receipts}`;
        client.watchForReceipt(receipt, () => resolve());
        client.publish({ destination, body, headers: { ...headers, receipt } });
      }),
    subscribe(destination, { implicit, ...headers }, receive) {
      const hear = (message: IMessage): void => receive(received(message));
      if (implicit === undefined) client.subscribe(destination, hear, headers);
      else client.onUnhandledMessage = hear;
    },
    begin(name) {
      const transaction = client.begin(name);
      return {
        send: (destination, body) => client.publish({ destination, body, headers: { transaction: name } }),
        commit: () => transaction.commit(),
        abort: () => transaction.abort(),
      };
    },
    close: () => client.deactivate(),
    cut: () => void client.deactivate({ force: true }),
  };
}

function received(message: IMessage): Received {
  return { body: message.body, headers: message.headers, ack: () => message.ack(), nack: () => message.nack() };
}

await scenario({ name: 'stompjs', open }, (line) => console.log(line));
process.exit(0);
