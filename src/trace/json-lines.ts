/** Events as lines of text, the form in which they leave a broker process: one JSON object per line, `seq` first. */
import type { TraceEvent } from './events.ts';

/** Every line of an event begins so, and a line that people are meant to read never does. */
export const EVENT_LINE_START = '{"seq":';

/** Without the line's end. */
export function eventLine(event: TraceEvent): string {
  const { seq, at, type, ...rest } = event;
  return JSON.stringify({ seq, at, type, ...rest });
}

/** `undefined` where the line is not an event but something for people. */
export function parseEventLine(line: string): TraceEvent | undefined {
  if (!line.startsWith(EVENT_LINE_START)) return undefined;
  try {
    const value = JSON.parse(line) as Partial<TraceEvent>;
    return typeof value.seq === 'number' && typeof value.at === 'number' && typeof value.type === 'string'
      ? (value as TraceEvent)
      : undefined;
  } catch {
    return undefined;
  }
}
