/**
 * A message comes in pieces: its method, its header, then bodies until the announced size is there. Which piece may
 * follow which, and what is said when another one comes, is RabbitMQ's (rabbit_command_assembler).
 */
import type { Properties } from '../../broker/index.ts';
import { AmqpError } from './errors.ts';
import type { BodyFrame, Fields, HeaderFrame, MethodFrame } from './frames.ts';

const BASIC_CLASS = 60;
const NO_BODY = new Uint8Array(0);

export interface Content {
  readonly publish: Fields<'basic.publish'>;
  readonly properties: Properties;
  readonly body: Uint8Array;
}

/** What a channel is in the middle of receiving. */
export class ContentAssembly {
  #publish: Fields<'basic.publish'> | undefined;
  #header: HeaderFrame | undefined;
  #body: Uint8Array = NO_BODY;
  #bytes = 0;

  /** A method has come: true where it may. */
  expectsMethod(): boolean {
    return this.#publish === undefined;
  }

  begin({ fields }: MethodFrame<'basic.publish'>): void {
    this.#publish = fields;
  }

  /** The whole message, once the last piece is there. Throws `UNEXPECTED_FRAME`. */
  add(frame: HeaderFrame | BodyFrame): Content | undefined {
    if (this.#publish === undefined) {
      throw new AmqpError('UNEXPECTED_FRAME', 'expected method frame, got non method frame instead');
    }
    return this.#header === undefined ? this.#addHeader(frame) : this.#addBody(frame, this.#header);
  }

  /** A method came where content was due. */
  interrupted(): AmqpError {
    const text =
      this.#header === undefined
        ? `expected content header for class ${BASIC_CLASS}, got non content header frame instead`
        : 'expected content body, got non content body frame instead';
    return new AmqpError('UNEXPECTED_FRAME', text);
  }

  #addHeader(frame: HeaderFrame | BodyFrame): Content | undefined {
    if (frame.kind !== 'header') throw this.interrupted();
    if (frame.classId !== BASIC_CLASS) {
      const text = `expected content header for class ${BASIC_CLASS}, got one for class ${frame.classId} instead`;
      throw new AmqpError('UNEXPECTED_FRAME', text);
    }
    this.#header = frame;
    return frame.bodyBytes === 0 ? this.#complete(frame.properties, NO_BODY) : undefined;
  }

  #addBody(frame: HeaderFrame | BodyFrame, header: HeaderFrame): Content | undefined {
    if (frame.kind !== 'body') throw this.interrupted();
    const { payload } = frame;
    const { bodyBytes } = header;
    // One frame holds most messages: its payload is the body as it is.
    if (this.#bytes === 0 && payload.length === bodyBytes) return this.#complete(header.properties, payload);
    // More than was announced: RabbitMQ waits for a count that is never reached, and keeps nothing of it here.
    if (this.#bytes + payload.length > bodyBytes) this.#bytes = Infinity;
    if (this.#bytes === Infinity) return undefined;
    this.#append(payload, bodyBytes);
    return this.#bytes === bodyBytes ? this.#complete(header.properties, this.#body.subarray(0, bodyBytes)) : undefined;
  }

  /** Grows with what has come, not with what was announced: an announcement costs its sender nothing. */
  #append(payload: Uint8Array, announced: number): void {
    const needed = this.#bytes + payload.length;
    if (needed > this.#body.length) {
      const larger = new Uint8Array(Math.min(announced, needed * 2));
      larger.set(this.#body.subarray(0, this.#bytes));
      this.#body = larger;
    }
    this.#body.set(payload, this.#bytes);
    this.#bytes = needed;
  }

  #complete(properties: Properties, body: Uint8Array): Content {
    const publish = this.#publish as Fields<'basic.publish'>;
    this.#publish = undefined;
    this.#header = undefined;
    this.#body = NO_BODY;
    this.#bytes = 0;
    return { publish, properties, body };
  }
}
