/**
 * The iframe in which everything runs: an origin that is nobody's, without network. Its document stands in `srcdoc`, so
 * that it needs no network either once the page is there; its one inline script is constant, so that a page's own
 * policy can allow it by its hash, and takes the host's script from the first message.
 */
import { deferred } from './deferred.ts';
import { BOOT_DEADLINE_MS } from './limits.ts';
import type { HostMessage, PageMessage, StartMessage } from './messages.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

/** Runs inside the iframe; `ms` is what `host/main.ts` calls `sandboxStart`. */
export const BOOTSTRAP =
  'onmessage=e=>{onmessage=null;self.sandboxStart={message:e.data,port:e.ports[0]};' +
  "const s=document.createElement('script');" +
  "s.src=URL.createObjectURL(new Blob([e.data.host],{type:'text/javascript'}));document.head.append(s)}";

const DOCUMENT = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>${BOOTSTRAP}</script>`;

export interface Frame {
  post(message: PageMessage): void;
  /** Nothing is told after that. */
  remove(): void;
}

export interface FrameOptions {
  readonly start: Omit<StartMessage, 'type'>;
  readonly onMessage: (message: HostMessage) => void;
  readonly signal: AbortSignal;
}

/**
 * Settles when the host inside has said that it is ready.
 * @throws Error where it does not in time; the signal's reason
 */
export async function openFrame({ start, onMessage, signal }: FrameOptions): Promise<Frame> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'sandbox';
  frame.hidden = true;
  const { port1: port, port2: inside } = new MessageChannel();
  const remove = (): void => {
    port.onmessage = null;
    port.close();
    frame.remove();
  };

  const deadline = AbortSignal.timeout(BOOT_DEADLINE_MS);
  const given = AbortSignal.any([deadline, signal]);
  const { promise, resolve, reject } = deferred<void>();
  given.addEventListener('abort', () => reject(given.reason), { once: true });
  port.onmessage = ({ data }: MessageEvent<HostMessage>) => {
    if (data.type === 'ready') resolve();
    else if (data.type === 'broken') reject(new Error(data.message));
    onMessage(data);
  };
  frame.addEventListener('load', () => {
    const message: StartMessage = { type: 'start', ...start };
    // its origin cannot be named; the iframe is ours and holds nothing but our script
    frame.contentWindow?.postMessage(message, '*', [inside]);
  });
  try {
    signal.throwIfAborted();
    frame.srcdoc = DOCUMENT;
    document.body.append(frame);
    await promise;
  } catch (error) {
    remove();
    if (error !== deadline.reason) throw error;
    throw new Error(`it did not answer within ${BOOT_DEADLINE_MS / 1000} s`, { cause: error });
  }
  return { post: (message) => port.postMessage(message), remove };
}
