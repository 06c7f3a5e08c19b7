import { Command } from '@commander-js/extra-typings';
import { environmentOption, jsonOption, keyOption, profileOption, tokenOption, urlOption } from './options.ts';
import type { World } from './world.ts';

const DESCRIPTION = `Creates a signed link to a page. Anyone who opens it gets these flag values there, until it expires or for at most one \
day; nobody else is affected. The page's application must read overrides from its URL, and the environment must permit \
session overrides. Needs a key or token with the role editor in the environment.`;

const EXAMPLES = `Examples:
  burgee link https://shop.example/page --flag new-checkout=on
  burgee link https://shop.example/ --flag button-color=blue --environment staging --expires 2h
`;

/** Creates a signed override link (B.15). */
export function linkCommand(world: World) {
  return new Command('link')
    .description(DESCRIPTION)
    .argument('<page>', 'the URL of the page')
    .option('--flag <key=value>', 'on or off, the key of a variant, or a value; may be repeated', append, [])
    .option('--expires <duration>', 'how long the link can be opened, at most 30d', '24h')
    .addOption(environmentOption(world))
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action(async (page, options) => {
      const { createLink } = await import('./create-link.ts');
      await createLink(page, options, world);
    });
}

function append(text: string, texts: readonly string[]): readonly string[] {
  return [...texts, text];
}
