/** Colours of terminal text: escape sequences become style names, everything else that is no text is left out. */
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const FLAGS = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline' } as const;

/** `style` is a list of names separated by spaces: `red`, `bold`, `dim`, `italic`, `underline`. */
export interface Styled {
  readonly text: string;
  readonly style: string;
}

interface Style {
  colour: (typeof COLOURS)[number] | undefined;
  readonly flags: Set<(typeof FLAGS)[keyof typeof FLAGS]>;
}

/** A sequence that may go on in the next chunk is at most this long; a longer one is text that only looks like it. */
const SEQUENCE_CHARS_MAX = 64;
// eslint-disable-next-line no-control-regex -- escape sequences are made of control characters
const SEQUENCE = /\x1b(?:\[([0-9;:?<=>]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()#][A-Za-z0-9]|[=>78A-Z])/y;
// eslint-disable-next-line no-control-regex -- all but tab, line feed and carriage return
const UNPRINTABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** One per stream: colours last until they are changed, and a sequence may be cut between two chunks. */
export class AnsiReader {
  readonly #style: Style = { colour: undefined, flags: new Set() };
  #held = '';

  /** Text with its style, in order; `\r` and `\n` are left in. */
  read(chunk: string): Styled[] {
    const text = this.#held + chunk;
    this.#held = '';
    const parts: Styled[] = [];
    let from = 0;
    while (from < text.length) {
      const escape = text.indexOf('\x1b', from);
      const to = escape === -1 ? text.length : escape;
      const plain = text.slice(from, to).replace(UNPRINTABLE, '');
      if (plain !== '') parts.push({ text: plain, style: this.#names() });
      if (escape === -1) break;
      SEQUENCE.lastIndex = escape;
      const match = SEQUENCE.exec(text);
      if (match) {
        if (match[2] === 'm') this.#select(match[1] ?? '');
        from = SEQUENCE.lastIndex;
      } else if (text.length - escape < SEQUENCE_CHARS_MAX && isBeginning(text.slice(escape))) {
        this.#held = text.slice(escape);
        break;
      } else from = escape + 1;
    }
    return parts;
  }

  #names(): string {
    return [this.#style.colour, ...this.#style.flags].filter((name) => name !== undefined).join(' ');
  }

  /** SGR: the parameters of `ESC [ … m`. */
  #select(parameters: string): void {
    const codes = parameters.split(/[;:]/).map(Number);
    for (let index = 0; index < codes.length; index++) {
      const code = codes[index] ?? 0;
      if (code === 38 || code === 48)
        index += codes[index + 1] === 5 ? 2 : 4; // a palette of its own: left out
      else this.#set(code);
    }
  }

  #set(code: number): void {
    const { flags } = this.#style;
    if (code === 0) {
      this.#style.colour = undefined;
      flags.clear();
    } else if (code in FLAGS) flags.add(FLAGS[code as keyof typeof FLAGS]);
    else if (code === 22) {
      flags.delete('bold');
      flags.delete('dim');
    } else if (code === 23) flags.delete('italic');
    else if (code === 24) flags.delete('underline');
    else if (code === 39) this.#style.colour = undefined;
    else if (code >= 30 && code <= 37) this.#style.colour = COLOURS[code - 30];
    // bright black is how programs print what matters less
    else if (code === 90) flags.add('dim');
    else if (code >= 91 && code <= 97) this.#style.colour = COLOURS[code - 90];
  }
}

// eslint-disable-next-line no-control-regex -- as above
const isBeginning = (text: string): boolean => /^\x1b(?:\[[0-9;:?<=>]*|\][^\x07]*|[()#])?$/.test(text);
