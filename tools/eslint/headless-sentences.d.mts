export function headlessSentences(text: string): string[];
