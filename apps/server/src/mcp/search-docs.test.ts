import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocs, searchSections, sectionsOf } from './search-docs.ts';

const PAGE = `Before

# Overrides

For users.

\`\`\`sh
# not a heading
\`\`\`

## Of a session

Overrides of sessions, overrides.
`;

describe('14.4 the documentation', () => {
  it('is divided at its headings, but not in blocks of code', () => {
    expect(sectionsOf('page.md', PAGE)).toEqual([
      { page: 'page.md', heading: 'page.md', text: 'Before' },
      { page: 'page.md', heading: 'Overrides', text: 'For users.\n\n```sh\n# not a heading\n```' },
      { page: 'page.md', heading: 'Of a session', text: 'Overrides of sessions, overrides.' },
    ]);
  });

  it('is searched by words, best first', () => {
    const headings = (query: string) =>
      searchSections(sectionsOf('page.md', PAGE), query).map(({ heading }) => heading);
    expect(headings('overrides')).toEqual(['Overrides', 'Of a session']);
    expect(headings('Overrides, SESSION?')).toEqual(['Of a session', 'Overrides']);
    expect(headings('nothing')).toEqual([]);
    expect(headings('()')).toEqual([]);
  });

  it('of this repository has an answer', async () => {
    const sections = await readDocs(join(import.meta.dirname, '../../../../docs'));
    expect(searchSections(sections, 'stopping')[0]).toMatchObject({ heading: 'Stopping' });
  });
});
