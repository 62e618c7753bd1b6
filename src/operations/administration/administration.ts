/**
 * `administration`: accounts and projects of the deployment, for those who administer it.
 * What of them is told `administered-rows.ts` says; what is done to them, `suspension.ts`.
 */
import { sql } from 'drizzle-orm';
import { conventions } from '../../generator/blueprint/blueprint.ts';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import type { ApiExtension } from '../api-context.ts';
import { readList, readPage } from './administered-list.ts';
import {
  type AdministeredKind,
  administeredProjects,
  administeredUsers,
  administrationRecord,
} from './administered-rows.ts';
import {
  addAdministeredConnection,
  addAdministeredProject,
  addAdministeredUser,
  addAdministrationEvent,
} from './administered-types.ts';
import { askAsAdministrator } from './as-administrator.ts';
import { addSuspension } from './suspension.ts';

const { page } = conventions;

/** Rows are looked through for what is searched, and those of a page counted in several tables. */
const pricedList = { [priceExtension]: { points: 500, size: 'first' } satisfies FieldPrice };

interface List {
  readonly name: string;
  readonly kind: AdministeredKind;
  /** The name of the type of a row. */
  readonly type: string;
  readonly description: string;
  readonly search: string;
}

/** What is listed. */
const lists: readonly List[] = [
  {
    name: 'users',
    kind: administeredUsers,
    type: 'AdministeredUser',
    description: 'The accounts of the deployment, in the order of their creation.',
    search: 'Only accounts with this in the e-mail address, in any case, or with this UUID.',
  },
  {
    name: 'projects',
    kind: administeredProjects,
    type: 'AdministeredProject',
    description: 'The projects of the deployment, in the order of their creation.',
    search: 'Only projects with this in the slug, in any case, or with this UUID.',
  },
  {
    name: 'events',
    kind: administrationRecord,
    type: 'AdministrationEvent',
    description: 'What administrators did, the newest first.',
    search: 'Only what was done to the account or project with this UUID, or by the administrator.',
  },
];

export function addAdministration(extension: ApiExtension): void {
  const { builder } = extension;
  addAdministeredUser(extension);
  addAdministeredProject(extension);
  addAdministrationEvent(extension);
  const administration = builder.objectRef<object>('Administration').implement({
    description: 'What those who administer the deployment are told: states and counts, no contents.',
    fields: t =>
      Object.fromEntries(
        lists.map(({ name, kind, type, description, search }) => [
          name,
          t.field({
            type: addAdministeredConnection(extension, type),
            description,
            extensions: pricedList,
            args: {
              first: t.arg.int({
                defaultValue: page.defaultSize,
                required: true,
                description: `How many, 1 to ${page.maxSize}.`,
              }),
              after: t.arg.string({ description: 'Only rows after this cursor.' }),
              search: t.arg.string({ description: search }),
              ...(kind.suspendedAt
                ? {
                    suspended: t.arg.boolean({
                      description: 'Only rows that are suspended, or only others.',
                    }),
                  }
                : {}),
            },
            resolve: (_, args, context) => readPage(readList(kind, args), context),
          }),
        ]),
      ),
  });
  builder.queryField('administration', t =>
    t.field({
      type: administration,
      nullable: true,
      description: 'The deployment; null for whoever does not administer it.',
      resolve: async (_, _args, context) =>
        (await askAsAdministrator<object>(context, sql`'{}'::json`)) ?? null,
    }),
  );
  addSuspension(extension);
}
