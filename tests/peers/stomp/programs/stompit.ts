/** The scenario by stompit, over TCP: `node stompit.ts <port>`. */
import stompit, { type Client, type Message } from 'stompit';
import { type Link, type Received, scenario } from '../scenario.ts';

const port = Number(process.argv[2]);

function open(passcode = 'guest'): Promise<Link> {
  const connectHeaders = { host: '/', login: 'guest', passcode, 'heart-beat': '0,0' };
  return new Promise((resolve, reject) => {
    refuse = reject;
    stompit.connect({ host: '127.0.0.1', port, connectHeaders }, (error, client) => {
      if (error) reject(new Error(wordsOf(error)));
      else resolve(linkOf(client));
    });
  });
}

function linkOf(client: Client): Link {
  const failed = new Promise<string>((resolve) => client.on('error', (error) => resolve(wordsOf(error))));
  return {
    failed,
    send: (destination, body, headers = {}) =>
      new Promise((resolve) => client.send({ destination, ...headers }, { onReceipt: resolve }).end(body)),
    subscribe(destination, { implicit, ...headers }, receive) {
      const hear = (error: Error | null, message: Message): void => {
        if (error) return;
        message.readString('utf-8', (broken, body = '') => {
          if (!broken) receive(received(client, message, body));
        });
      };
      if (implicit === undefined) client.subscribe({ destination, ...headers }, hear);
      else client.setImplicitSubscription(destination, 'auto', hear);
    },
    begin(name) {
      const transaction = client.begin({ transaction: name });
      return {
        send: (destination, body) => void transaction.send({ destination }).end(body),
        commit: () => transaction.commit(),
        abort: () => transaction.abort(),
      };
    },
    close: () => new Promise((resolve, reject) => client.disconnect((error) => (error ? reject(error) : resolve()))),
    cut: () => client.destroy(),
  };
}

function received(client: Client, message: Message, body: string): Received {
  return { body, headers: message.headers, ack: () => client.ack(message), nack: () => client.nack(message) };
}

// stompit 1.0.0 destroys the ERROR frame's own stream with the broker's words, where nobody listens, and then says only,
// once the broker has closed, that the connection has ended
let refusal: string | undefined;
let refuse: (error: Error) => void = () => undefined;
process.on('uncaughtException', (error: Error & { isApplicationError?: () => boolean }) => {
  if (error.isApplicationError?.() !== true) throw error;
  refusal = error.message;
  refuse(new Error(refusal));
});

function wordsOf(error: Error): string {
  const said = refusal ?? error.message;
  refusal = undefined;
  return said;
}

await scenario({ name: 'stompit', open }, (line) => console.log(line));
// it leaves the connection that was refused open until the broker closes it
process.exit(0);
