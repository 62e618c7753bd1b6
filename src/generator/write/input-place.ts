/**
 * A place in a mutation's input, and what was found wrong there or below.
 * All places of one input share their faults, so that a reader goes on after the first one.
 */
import { isCoded } from '../../errors.ts';
import type { Path } from '../format-path.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';

export class InputPlace {
  readonly path: Path;
  /** Everything that is wrong with the input. */
  readonly faults: ShapeIssue[];

  private constructor(path: Path, faults: ShapeIssue[]) {
    this.path = path;
    this.faults = faults;
  }

  /** The place of an argument. */
  static argument(name: string): InputPlace {
    return new InputPlace([name], []);
  }

  at(...steps: Path): InputPlace {
    return new InputPlace([...this.path, ...steps], this.faults);
  }

  refuse(message: string): void {
    this.faults.push({ path: this.path, message });
  }

  /** What a reader makes of the value here; undefined where it refuses the value. */
  read<T>(reader: () => T): T | undefined {
    try {
      return reader();
    } catch (error) {
      if (!isCoded(error)) throw error;
      this.refuse(error.message);
      return undefined;
    }
  }
}
