/**
 * What a viewer may do with a row, as rules about that row: from the write rules of its table, and of rows that are made in a tenant.
 * Knows rules as data; refuses to know values, constraints and rules of columns, which only a write itself is told of.
 */
import { type AnyRule, isNever } from '../rules/rule.ts';
import { all, any, everyone, nobody, not, present, viewerHas } from '../rules/rule-parts.ts';
import type {
  AbilitiesBlueprint,
  Ability,
  RootAbilitiesBlueprint,
  RootAbility,
} from './abilities-blueprint.ts';
import { relationOf, type TypeBlueprint } from './blueprint.ts';
import { abilitiesName, rootAbilitiesName, sharedAbilitiesName, withArticle, words } from './names.ts';
import { isPartOnly } from './write-names.ts';

type Types = Readonly<Record<string, TypeBlueprint>>;

/** What may be done with the rows of a type; undefined where nothing ever can. */
export function buildAbilities(types: Types, type: TypeBlueprint): AbilitiesBlueprint | undefined {
  const own = ownAbilities(type);
  const made = Object.values(types).flatMap(child => madeInTenant(types, type, child));
  if (made.length > 0) return { typeName: abilitiesName(type.name), members: [...own, ...made] };
  return own.every(({ rule }) => isNever(rule)) ? undefined : { typeName: sharedAbilitiesName, members: own };
}

/** The rows that may be made where no tenant tells it, as far as that is for the viewer to say; undefined for none. */
export function buildRootAbilities(types: Types): RootAbilitiesBlueprint | undefined {
  const all = Object.values(types);
  const members = all.flatMap((child): RootAbility[] => {
    const isInTenant = all.some(tenant => madeInTenant(types, tenant, child).length > 0);
    if (!child.write?.rules.create || isInTenant || isPartOnly({ types }, child)) return [];
    const { rule } = asked({ types, tenant: child, child, own: new Map() }, child.write.rules.create);
    const description = `Make ${withArticle(words(child.single))}, as far as this is for the viewer to say.`;
    return [{ name: `create${child.name}`, table: child.table, description, rule }];
  });
  return members.length > 0 ? { typeName: rootAbilitiesName, members } : undefined;
}

function ownAbilities({ write, softDelete }: TypeBlueprint): Ability[] {
  const ofPresent = (rule: AnyRule | undefined): AnyRule => (rule ? all(present, rule) : nobody);
  return [
    { name: 'update', description: 'Change it.', rule: ofPresent(write?.rules.update) },
    { name: 'delete', description: 'Delete it.', rule: ofPresent(write?.rules.delete) },
    {
      name: 'restore',
      description: 'Bring it back, as it is deleted.',
      rule: write?.restore && softDelete ? all(not(present), softDelete.restore) : nobody,
    },
  ];
}

/** That rows of another type may be made in a row which is a tenant. */
function madeInTenant(types: Types, tenant: TypeBlueprint, child: TypeBlueprint): Ability[] {
  const { write } = child;
  const [key, ...further] = tenant.key;
  if (!write?.rules.create || further.length > 0 || tenant.tenant !== key) return [];
  const reference = write.columns.find(column => column.key === child.tenant)?.reference;
  if (reference?.target !== tenant.table) return [];
  const own = new Map(reference.pairs.map(pair => [pair.own, pair.target]));
  const { rule } = asked({ types, tenant, child, own }, write.rules.create);
  const description = `Make ${withArticle(words(child.single))} in it, as far as this is for it to say.`;
  return [{ name: `create${child.name}`, description, rule: all(present, rule) }];
}

interface NewRow {
  readonly types: Types;
  readonly tenant: TypeBlueprint;
  readonly child: TypeBlueprint;
  /** The keys of the tenant that columns of the new row hold. */
  readonly own: ReadonlyMap<string, string>;
}

/** What a rule about a new row asks of its tenant, and whether it asks nothing else. */
interface Asked {
  readonly rule: AnyRule;
  readonly isAll: boolean;
}

/** What nobody can tell before there is the row, may hold. */
const untold: Asked = { rule: everyone, isAll: false };

const told = (rule: AnyRule): Asked => ({ rule, isAll: true });

function asked(row: NewRow, rule: AnyRule): Asked {
  switch (rule.kind) {
    case 'inSet':
    case 'isNull': {
      const column = row.own.get(rule.column);
      return column === undefined ? untold : told({ ...rule, column });
    }
    case 'isViewers': {
      const column = row.own.get(rule.column);
      if (column !== undefined) return told({ ...rule, column });
      const source = row.child.write?.set[rule.column];
      return source?.from === 'viewer' && source.name === rule.value ? told(viewerHas(rule.value)) : untold;
    }
    case 'related':
      return leadsToTenant(row, rule.relation) ? told(rule.rule) : untold;
    case 'viewerHas':
      return told(rule);
    case 'present':
      return told(everyone);
    case 'visible':
      return asked(row, row.child.read);
    case 'all':
    case 'any': {
      const parts = rule.of.map(part => asked(row, part));
      const rules = parts.map(part => part.rule);
      return {
        rule: rule.kind === 'all' ? all(...rules) : any(...rules),
        isAll: parts.every(part => part.isAll),
      };
    }
    case 'not': {
      const of = asked(row, rule.of);
      return of.isAll ? told(not(of.rule)) : untold;
    }
    // Conditions in SQL, and kinds of rules that ask only of the row itself.
    default:
      return untold;
  }
}

function leadsToTenant({ tenant, child, own }: NewRow, field: string): boolean {
  const { target, through, condition, pairs } = relationOf(child, field);
  if (target !== tenant.table || through || condition) return false;
  return pairs.every(pair => own.get(pair.own) === pair.target);
}
