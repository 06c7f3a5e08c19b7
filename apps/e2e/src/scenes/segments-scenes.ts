import { dialog, first, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const path = `/segments${PRODUCTION}`;
const edit = (key: string) => `/segments/edit/${key}${PRODUCTION}`;
const NONE = { items: [], pagination: { page: 1, pageSize: 25, total: 0 } };

export const SEGMENTS_SCENES: readonly Scene[] = [
  { name: 'segments', path, picture: 'segments', sees: text('Large accounts') },
  { name: 'segments, empty', path, calls: { 'segments.list': NONE }, sees: text('No segments yet') },
  { name: 'segments, no match', path: `${path}&q=zzz`, sees: text(/No matching segments/) },
  { name: 'segments, loading', path, calls: { 'segments.list': 'never' }, sees: heading('Segments') },
  { name: 'segments, failed', path, calls: { 'segments.list': 'fails' }, sees: (page) => page.getByRole('alert') },
  { name: 'a segment', path: edit('large-accounts'), picture: 'segment', sees: heading('Who is in this segment') },
  { name: 'a segment with a long list', path: edit('beta-testers'), sees: heading('Who is in this segment') },
  {
    name: 'a segment, on a phone',
    path: edit('large-accounts'),
    width: PHONE_WIDTH,
    sees: heading('Who is in this segment'),
  },
  {
    name: 'a segment, for a viewer',
    path: edit('large-accounts'),
    who: 'tom',
    sees: text('You can still view everything here.'),
  },
  {
    name: 'a segment, changed',
    path: edit('beta-testers'),
    act: (page) => page.getByLabel('Name').fill('Beta testers, summer'),
    sees: text(/Saving changes this/),
  },
  {
    name: 'a segment that is in use, deleted',
    path: edit('staff'),
    act: press('Delete'),
    sees: dialog('The segment is in use'),
  },
  {
    name: 'a segment, deleted',
    path: edit('european-union'),
    act: press('Delete'),
    sees: dialog('Delete segment'),
  },
  { name: 'an unknown segment', path: edit('nothing'), sees: heading('This did not work') },
  {
    name: 'a new segment, incomplete',
    path: `/segments/new${PRODUCTION}`,
    act: first(
      (page) => page.getByLabel('Name').fill('Night owls'),
      (page) => page.getByLabel(/^Reason/).fill('For the night rates'),
      press('Create segment in production'),
    ),
    sees: (page) => page.locator('[aria-invalid=true]'),
  },
];
