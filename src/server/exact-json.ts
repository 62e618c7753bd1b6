/**
 * Answers with JSON as it is stored, digit for digit.
 * Yoga asks a result how it wants to be written; what the values are is the generator's business.
 */
import { stringifyJson } from '../generator/shapes/json-text.ts';
import { onPayloads } from './payloads.ts';

export const useExactJson = () => onPayloads(() => payload => ({ ...payload, stringify: stringifyJson }));
