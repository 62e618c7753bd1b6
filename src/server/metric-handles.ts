/**
 * Counters and durations by labels, cheap where they are counted: a handle for each set of labels is found once, or by one look-up.
 * prom-client sorts, joins and checks the labels at each observation, which took more than a short request's own work.
 */
import { Counter, Histogram, type Registry } from 'prom-client';

export interface FamilyOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registry: Registry;
}

type Labels = Readonly<Record<string, string>>;

/** What stands for a set of labels; none of them has the separator in it. */
const keyOf = (values: readonly string[]): string => values.join('\n');

export class Count {
  pending = 0;

  add(number = 1): void {
    this.pending += number;
  }
}

/** A counter whose numbers prom-client gets when they are asked for. */
export class Counts {
  private readonly labelNames: readonly string[];
  private readonly handles = new Map<string, { readonly labels: Labels; readonly count: Count }>();

  constructor({ name, help, labelNames, registry }: FamilyOptions) {
    this.labelNames = labelNames;
    const { handles } = this;
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect: () => {
        for (const { labels, count } of handles.values()) {
          counter.inc(labels, count.pending);
          count.pending = 0;
        }
      },
    });
  }

  /** The handle for values of the labels, in their order. */
  of(...values: readonly string[]): Count {
    const key = keyOf(values);
    const known = this.handles.get(key);
    if (known) return known.count;
    const count = new Count();
    this.handles.set(key, { labels: labelsOf(this.labelNames, values), count });
    return count;
  }
}

export class Duration {
  readonly counts: number[];
  sum = 0;
  count = 0;
  private readonly bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  observe(seconds: number): void {
    this.sum += seconds;
    this.count++;
    const bucket = this.bounds.findIndex(bound => seconds <= bound);
    if (bucket >= 0) this.counts[bucket]!++;
  }
}

/** A histogram of which prom-client knows the name and the form; the numbers are kept here. */
export class Durations extends Histogram {
  private readonly family: FamilyOptions;
  private readonly bounds: readonly number[];
  private readonly handles = new Map<string, { readonly labels: Labels; readonly duration: Duration }>();

  constructor(family: FamilyOptions, bounds: readonly number[]) {
    const { name, help, labelNames, registry } = family;
    super({ name, help, labelNames: [...labelNames], buckets: [...bounds], registers: [registry] });
    this.family = family;
    this.bounds = bounds;
  }

  /** The handle for values of the labels, in their order. */
  of(...values: readonly string[]): Duration {
    const key = keyOf(values);
    const known = this.handles.get(key);
    if (known) return known.duration;
    const duration = new Duration(this.bounds);
    this.handles.set(key, { labels: labelsOf(this.family.labelNames, values), duration });
    return duration;
  }

  /** What prom-client 15.1.3 makes all of its forms from; its types do not tell. */
  async getForPromString() {
    const { name, help } = this.family;
    const values = [...this.handles.values()].flatMap(handle => this.valuesOf(handle));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }

  private valuesOf({ labels, duration }: { labels: Labels; duration: Duration }) {
    const { name } = this.family;
    let below = 0;
    const buckets = this.bounds.map((bound, i) => {
      below += duration.counts[i]!;
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, sharedLabels, value: below };
    });
    return [
      ...buckets,
      {
        metricName: `${name}_bucket`,
        labels: { ...labels, le: '+Inf' },
        sharedLabels,
        value: duration.count,
      },
      { metricName: `${name}_sum`, labels, sharedLabels, value: duration.sum },
      { metricName: `${name}_count`, labels, sharedLabels, value: duration.count },
    ];
  }
}

/** Labels that values have in common; none, here. */
const sharedLabels = {};

const labelsOf = (names: readonly string[], values: readonly string[]): Labels =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));
