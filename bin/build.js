/**
 * `npm run build`: compiles the source now, for where it is run without being there, as in an image.
 * Knows nothing else.
 */
import { compile } from './compiled.js';

await compile();
