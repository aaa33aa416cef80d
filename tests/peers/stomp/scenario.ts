/**
 * What a STOMP client does all day, told in lines: the same for every client library and every broker. A library comes
 * as a `Library`; `programs/<name>.ts` hands it in and is run as a process of its own.
 */
export interface Received {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  ack(): void;
  nack(): void;
}

export interface Link {
  /** Resolves with the broker's receipt. */
  send(destination: string, body: string, headers?: Record<string, string>): Promise<void>;
  /** Without waiting: a broker takes what a connection says in order. */
  subscribe(destination: string, headers: Record<string, string>, receive: (message: Received) => void): void;
  begin(name: string): Transaction;
  /** The ERROR frame that came or comes: its message header and its body. */
  readonly failed: Promise<string>;
  /** Says DISCONNECT and waits for the end. */
  close(): Promise<void>;
  /** As a pulled cable. */
  cut(): void;
}

export interface Transaction {
  send(destination: string, body: string): void;
  commit(): void;
  abort(): void;
}

export interface Library {
  readonly name: string;
  /** Rejects with the ERROR frame's message header where the broker refuses. */
  open(passcode?: string): Promise<Link>;
}

type Print = (line: string) => void;

/** Queues and topics begin with the library's name, so that programs may share a broker. */
export async function scenario(library: Library, print: Print): Promise<void> {
  const at = (name: string): string => `${library.name}.${name}`;
  await headers(library, print, `/queue/${at('headers')}`);
  for (const [mode, again] of MODES) await acknowledge(library, print, { mode, again, queue: `/queue/${at(mode)}` });
  await refuse(library, print, `/queue/${at('nack')}`);
  await topics(library, print, `/topic/${at('topic')}`);
  await transactions(library, print, `/queue/${at('tx')}`);
  await request(library, print, `/queue/${at('rpc')}`);
  await errors(library, print);
}

const SHOWN = ['destination', 'redelivered', 'persistent', 'priority', 'content-type', 'correlation-id', 'shop', 'odd'];

function shown({ body, headers: given }: Received): string {
  return `${body} ${SHOWN.flatMap((name) => (given[name] === undefined ? [] : [`${name}=${given[name]}`])).join(' ')}`;
}

async function headers(library: Library, print: Print, queue: string): Promise<void> {
  const link = await library.open();
  const inbox = new Inbox();
  const odd = 'a:b\\c\nd đơn';
  const given = {
    persistent: 'true',
    priority: '4',
    'content-type': 'text/plain',
    'correlation-id': '7',
    shop: 'phở',
    odd,
  };
  await link.send(queue, 'đơn hàng 1', given);
  await link.send(queue, 'đơn hàng 2');
  link.subscribe(queue, { id: 'h', ack: 'auto' }, inbox.take);
  for (const message of await inbox.holds(2)) print(`headers: ${JSON.stringify(shown(message))}`);
  await link.close();
}

/** How many of five messages come again, when the third was acknowledged and the connection was cut. */
const MODES: readonly (readonly [mode: string, again: number])[] = [
  ['client', 2],
  ['client-individual', 4],
  ['auto', 0],
];

interface Acknowledging {
  readonly mode: string;
  readonly again: number;
  readonly queue: string;
}

async function acknowledge(library: Library, print: Print, { mode, again, queue }: Acknowledging): Promise<void> {
  const [first, second] = [await library.open(), await library.open()];
  const inbox = new Inbox();
  first.subscribe(queue, { id: 'a', ack: mode }, inbox.take);
  for (let index = 0; index < 5; index++) await second.send(queue, String(index));
  const messages = await inbox.holds(5);
  if (mode !== 'auto') messages[2]?.ack();
  // whatever was said before is done when this is
  await first.send('/topic/nobody', '');
  first.cut();
  const later = new Inbox();
  second.subscribe(queue, { id: 'b', ack: 'auto' }, later.take);
  // they go round: should the broker not know yet that the first connection is gone, the second one gets the other
  for (const end of ['end', 'end']) await second.send(queue, end);
  const repeats = (messages: readonly Received[]): string[] =>
    messages.map(({ body }) => body).filter((body) => body !== 'end');
  const came = await later.until((messages) => {
    const count = repeats(messages).length;
    return count >= again && messages.length > count;
  });
  print(`${mode}: again ${repeats(came).sort().join(' ') || 'none'}`);
  await second.close();
}

async function refuse(library: Library, print: Print, queue: string): Promise<void> {
  const link = await library.open();
  const inbox = new Inbox();
  await link.send(queue, 'once more');
  link.subscribe(queue, { id: 'n', ack: 'client-individual' }, inbox.take);
  const [first] = await inbox.holds(1);
  first?.nack();
  const [, second] = await inbox.holds(2);
  second?.ack();
  await link.send('/topic/nobody', '');
  print(`nack: redelivered=${first?.headers['redelivered']}, then ${second?.headers['redelivered']}`);
  await link.close();
}

async function topics(library: Library, print: Print, topic: string): Promise<void> {
  const link = await library.open();
  const [one, all] = [new Inbox(), new Inbox()];
  link.subscribe(`${topic}.*`, { id: 'one', ack: 'auto' }, one.take);
  link.subscribe(`${topic}.#`, { id: 'all', ack: 'auto' }, all.take);
  for (const key of ['a', 'a.b', 'b']) await link.send(`${topic}.${key}`, key);
  print(
    `topic: * ${(await one.holds(2)).map(({ body }) => body).join(' ')}, # ${(await all.holds(3)).map(({ body }) => body).join(' ')}`,
  );
  await link.close();
}

async function transactions(library: Library, print: Print, queue: string): Promise<void> {
  const link = await library.open();
  const inbox = new Inbox();
  link.subscribe(queue, { id: 't', ack: 'auto' }, inbox.take);
  const aborted = link.begin('aborted');
  aborted.send(queue, 'never');
  aborted.abort();
  const committed = link.begin('committed');
  committed.send(queue, 'two');
  committed.send(queue, 'three');
  await link.send(queue, 'one');
  committed.commit();
  print(`transaction: ${(await inbox.holds(3)).map(({ body }) => body).join(' ')}`);
  await link.close();
}

async function request(library: Library, print: Print, queue: string): Promise<void> {
  const [server, client] = [await library.open(), await library.open()];
  server.subscribe(queue, { id: 's', ack: 'auto' }, ({ body, headers: given }) => {
    const correlation = given['correlation-id'] ?? '';
    void server.send(given['reply-to'] ?? '', body.toUpperCase(), { 'correlation-id': correlation });
  });
  await server.send('/topic/nobody', '');
  const inbox = new Inbox();
  const answers = '/temp-queue/answers';
  client.subscribe(answers, { implicit: 'true' }, inbox.take);
  await client.send(queue, 'xin chào', { 'reply-to': answers, 'correlation-id': '42' });
  const [answer] = await inbox.holds(1);
  print(`request: ${answer?.body} correlation-id=${answer?.headers['correlation-id']}`);
  await client.close();
  await server.close();
}

async function errors(library: Library, print: Print): Promise<void> {
  print(
    `wrong passcode: ${await library.open('wrong').then(
      () => 'let in',
      (error: Error) => error.message,
    )}`,
  );
  const link = await library.open();
  void link.send('/exchange/nope/key', 'lost').catch(() => undefined);
  print(`missing exchange: ${await link.failed}`);
  link.cut();
}

/** What has come, for those who wait for so many. */
class Inbox {
  readonly #messages: Received[] = [];
  #waiting: { readonly enough: Enough; readonly resolve: (messages: Received[]) => void } | undefined;

  readonly take = (message: Received): void => {
    this.#messages.push(message);
    if (this.#waiting?.enough(this.#messages) !== true) return;
    this.#waiting.resolve([...this.#messages]);
    this.#waiting = undefined;
  };

  holds(count: number): Promise<Received[]> {
    return this.until(({ length }) => length >= count);
  }

  until(enough: Enough): Promise<Received[]> {
    if (enough(this.#messages)) return Promise.resolve([...this.#messages]);
    return new Promise((resolve) => (this.#waiting = { enough, resolve }));
  }
}

type Enough = (messages: readonly Received[]) => boolean;
