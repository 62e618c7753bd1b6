/**
 * What a tile says under its title: the events that an insight is about, or the text of a text tile.
 * Knows the variants of an insight's configuration; refuses to know how anything is drawn.
 */
import type { EditedDashboardFragment } from './generated/graphql.ts';

export type Tile = EditedDashboardFragment['widgets']['nodes'][number];
type Config = NonNullable<Tile['insight']>['config'];

/** The name of what a tile shows; of a text its first line. */
export const titleOf = ({ insight, content }: Tile): string =>
  insight?.name ?? content?.split('\n', 1)[0]?.replace(/^#+\s*/, '') ?? 'Not for you to see';

export function textOf({ insight, content }: Tile): string {
  if (insight) {
    const inOrder = insight.type === 'FUNNEL' || insight.type === 'PATHS';
    return `${insight.type.toLowerCase()} · ${eventsOf(insight.config).join(inOrder ? ' → ' : ', ')}`;
  }
  return content?.split('\n').slice(1).join('\n').trim() ?? '';
}

function eventsOf(config: Config): string[] {
  if (!config) return [];
  switch (config.__typename) {
    case 'TrendConfig':
      return config.series.map(({ eventName }) => eventName);
    case 'FunnelConfig':
      return config.steps.map(({ eventName }) => eventName);
    case 'PathsConfig':
      return [config.startEvent ?? 'anything', config.endEvent ?? 'anything'];
    default:
      return [config.targetEvent];
  }
}
