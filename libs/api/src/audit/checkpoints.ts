import { readEnds, type Database, type Link } from '@burgee/data-access';

/** Notes in the log how far the trail goes, so that it can be seen later when its newest entries are gone. */
export function createCheckpoints(database: Database, note: (checkpoint: Link) => void): () => Promise<void> {
  let noted: number | undefined;
  return async () => {
    const { head } = await database.read((em) => readEnds(em));
    if (head.number === noted) return;
    noted = head.number;
    note(head);
  };
}
