/**
 * `node bin/command.js seed --projects 2`: a command of `src/commands`, compiled, with the options that follow its name.
 * Knows which commands there are; refuses to know what they do.
 */
import { commands, compile, urlOf } from './compiled.js';

const [name = ''] = process.argv.splice(2, 1);
if (commands().includes(name)) {
  process.setSourceMapsEnabled(true);
  await compile();
  await import(urlOf(name));
} else {
  console.error(`There is no command "${name}". Commands: ${commands().join(', ')}.`);
  process.exitCode = 2;
}
