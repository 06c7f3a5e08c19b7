import { type Database, type Link, readEnds } from '@burgee/data-access';

/** Logs the newest entry of the trail, so that a later check notices if the newest entries are missing. */
export function createCheckpoints(database: Database, note: (checkpoint: Link) => void): () => Promise<void> {
  let noted: number | undefined;
  return async () => {
    const { head } = await database.read((em) => readEnds(em));
    if (head.number === noted) return;
    noted = head.number;
    note(head);
  };
}
