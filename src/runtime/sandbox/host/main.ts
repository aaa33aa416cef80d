/** Runs inside the opaque-origin iframe, without a door to the page but one port. */
import type { HostMessage, PageMessage, StartMessage } from '../messages.ts';
import { libraryScript } from './library-script.ts';
import { ProcessTable } from './process-table.ts';
import { scannerReady } from './scan.ts';
import { scriptUrl, WorkerPool } from './workers.ts';

/** Left by the iframe's first script; see `frame.ts`. */
declare const sandboxStart: { message: StartMessage; port: MessagePort };

const { message: start, port } = sandboxStart;
const tell = (message: HostMessage): void => port.postMessage(message);

const pool = new WorkerPool(scriptUrl(start.kernel), (message) => tell({ type: 'broken', message }));
const table = new ProcessTable({
  nodeVersion: start.nodeVersion,
  libraries: start.libraries.map(libraryScript),
  pool,
  tell,
});

function act(message: PageMessage): void {
  switch (message.type) {
    case 'files':
      return table.write(message.files);
    case 'spawn':
      return void table.spawn(message);
    case 'input':
      return table.input(message.process, message.text);
    case 'signal':
      return table.signal(message.process, message.signal);
    case 'acknowledge':
      return table.acknowledge(message.process, message.length);
    case 'prewarm':
      return pool.prewarm(message.count);
    case 'ping':
      return tell({ type: 'pong', id: message.id });
  }
}

pool.prewarm(1);
scannerReady.then(() => {
  port.onmessage = ({ data }: MessageEvent<PageMessage>) => act(data);
  tell({ type: 'ready' });
});
