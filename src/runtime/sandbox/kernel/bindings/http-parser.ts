/** `internalBinding('http_parser')`: Node's `_http_*` files talk to llhttp; here they talk to http-parser-js. */
import { HTTPParser as BaseParser } from 'http-parser-js';
import { type Loose, provideBinding } from '../context.ts';
import { natives } from '../natives.ts';

const KINDS = {
  REQUEST: 1,
  RESPONSE: 2,
  kOnMessageBegin: 0,
  kOnHeaders: 1,
  kOnHeadersComplete: 2,
  kOnBody: 3,
  kOnMessageComplete: 4,
  kOnExecute: 5,
  kOnTimeout: 6,
  kLenientNone: 0,
  kLenientHeaders: 1,
  kLenientChunkedLength: 2,
  kLenientKeepAlive: 4,
  kLenientHeaderValueRelaxed: 512,
  kLenientAll: 1023,
};

const Base = BaseParser as unknown as (new () => Loose) & Loose;
Base.encoding = 'latin1';
void Base.kOnExecute; // reading it chooses the calling convention of today's Node

/** What `server.closeIdleConnections()` and the request timeouts look through. */
class ConnectionsList {
  readonly parsers = new Set<HTTPParser>();

  all(): HTTPParser[] {
    return [...this.parsers];
  }
  idle(): HTTPParser[] {
    return this.all().filter((parser) => parser.busySince === undefined);
  }
  active(): HTTPParser[] {
    return this.all().filter((parser) => parser.busySince !== undefined);
  }
  /** Those whose headers or whole request take longer than the limits; 0 is no limit. */
  expired(headersMs: number, requestMs: number): HTTPParser[] {
    const now = natives.now();
    return this.active().filter((parser) => {
      const tookMs = now - (parser.busySince ?? now);
      return (requestMs > 0 && tookMs > requestMs) || (headersMs > 0 && !parser.headersDone && tookMs > headersMs);
    });
  }
}

const CODES: readonly (readonly [RegExp, string])[] = [
  [/header size/, 'HPE_HEADER_OVERFLOW'],
  [/request method/, 'HPE_INVALID_METHOD'],
  [/EOF/, 'HPE_INVALID_EOF_STATE'],
  [/empty line/, 'HPE_STRICT'],
];

function explain(error: Loose, bytesParsed: number): Loose {
  error.code ??= CODES.find(([words]) => words.test(error.message))?.[1] ?? 'HPE_INVALID_CONSTANT';
  error.reason ??= error.message;
  error.bytesParsed ??= bytesParsed;
  return error;
}

class HTTPParser extends Base {
  busySince: number | undefined;
  headersDone = false;
  #list: ConnectionsList | undefined;
  #chunk: unknown;

  initialize(type: number, _resource: unknown, maxHeaderSize = 0, _lenient = 0, list?: ConnectionsList): void {
    super.initialize(type === KINDS.REQUEST ? Base.REQUEST : Base.RESPONSE);
    this.maxHeaderSize = maxHeaderSize || 16_384;
    this.#list?.parsers.delete(this);
    this.#list = list;
    list?.parsers.add(this);
    this.#rest();
  }

  /** http-parser-js calls its own constructor here, with its own words for the type. */
  reinitialize(type: string): void {
    super.initialize(type);
    this.#rest();
  }

  #rest(): void {
    this.busySince = undefined;
    this.headersDone = false;
  }

  execute(chunk: Uint8Array): unknown {
    if (chunk.length > 0) this.busySince ??= natives.now();
    this.#chunk = chunk;
    const result: unknown = super.execute(chunk);
    this.headersDone = this.state?.startsWith('BODY');
    return result instanceof Error ? explain(result, this.offset) : result;
  }

  finish(): unknown {
    const result: unknown = super.finish();
    return result instanceof Error ? explain(result, 0) : result;
  }

  getCurrentBuffer(): unknown {
    return this.#chunk;
  }
  duration(): number {
    return natives.now() - (this.busySince ?? natives.now());
  }
  headersCompleted(): boolean {
    return this.headersDone;
  }
  remove(): void {
    this.#list?.parsers.delete(this);
  }
  close(): void {
    this.remove();
  }
  free(): void {
    this.remove();
  }
}

for (const [name, value] of Object.entries(KINDS)) {
  Object.defineProperty(HTTPParser, name, { value, writable: true, configurable: true });
}

/** In llhttp's order: the parser answers with the place of the method in it. */
const methods = Base.methods as string[];
provideBinding('http_parser', { HTTPParser, ConnectionsList, methods, allMethods: methods });
