import type { SegmentConfig } from '@burgee/contracts';

/** The attributes other than `userId` that parts of flags depend on, by segments as well, and the keys of these segments. */
export function attributesIn(parts: readonly unknown[], segments: readonly SegmentConfig[]) {
  const attributes = new Set<string>();
  const used = new Set<string>();
  const open = [...parts];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, value] of Object.entries(part) as [string, unknown][]) {
      if (name === 'attribute') attributes.add(String(value));
      else if (name === 'bucketBy' && Array.isArray(value))
        for (const attribute of value) attributes.add(String(attribute));
      else if (name === 'segment' && !used.has(String(value))) {
        used.add(String(value));
        open.push(segments.find(({ key }) => key === value)?.condition);
      } else open.push(value);
    }
  }
  attributes.delete('userId');
  return { attributes: [...attributes].sort(), segments: [...used].sort() };
}
