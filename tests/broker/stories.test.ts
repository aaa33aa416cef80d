import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStories, Stage } from './story.ts';

const files = globSync('*.story.txt', { cwd: import.meta.dirname }).sort();

it('finds the stories', () => expect(files.length).toBeGreaterThan(5));

describe.each(files)('%s', (file) => {
  const stories = readStories(readFileSync(join(import.meta.dirname, file), 'utf8'));
  it.each(stories)(`${basename(file, '.story.txt')}: $title`, (story) => {
    expect(story.lines.length).toBeGreaterThan(1);
    new Stage(story.title.endsWith('(3.10)') ? '3.10' : '4.x').play(story);
  });
});
