import { expect, it } from 'vitest';
import { releaseChangelog } from './changelog.ts';

const changelog = `# Changelog

The format.

## Unreleased

This will be 0.2.0, the second release.

### Added

- **Flags**

## 0.1.0 - 2026-01-31

- **Everything**
`;

it('a release gets the changes under "Unreleased", which is empty afterwards', () => {
  expect(releaseChangelog(changelog, '0.2.0', '2026-11-30')).toBe(`# Changelog

The format.

## Unreleased

## 0.2.0 - 2026-11-30

### Added

- **Flags**

## 0.1.0 - 2026-01-31

- **Everything**
`);
});

it('the first release needs no section after it', () => {
  expect(releaseChangelog('# Changelog\n\n## Unreleased\n\n- **Flags**\n', '0.1.0', '2026-01-31')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-01-31\n\n- **Flags**\n',
  );
});

it('a release without changes is refused', () => {
  const released = releaseChangelog(changelog, '0.2.0', '2026-11-30');

  expect(() => releaseChangelog(released, '0.3.0', '2026-12-01')).toThrow('nothing under "Unreleased"');
});
