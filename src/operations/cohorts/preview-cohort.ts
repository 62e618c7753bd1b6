/**
 * `previewCohort`: who would be in a cohort with a definition that is not saved.
 * Reads a project that the viewer may see, and nothing else.
 */
import { aliasedTable, sql, type Table } from 'drizzle-orm';
import { badUserInput, notFound } from '../../errors.ts';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { priceOfValue } from '../../generator/price/value-price.ts';
import { nullOnlyByError } from '../../generator/types/directives.ts';
import { tables } from '../../model/relations.ts';
import type { CohortDefinition } from '../../model/shapes/cohort-definition.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { countPersons, definitionPart, type MeetingPersons, personsMeeting } from './cohort-persons.ts';
import { propertyPrice } from './property-price.ts';

interface Preview extends Pick<MeetingPersons, 'meets'> {
  /** Takes the price of the stored cohorts that the definition refers to, for each look at them. */
  payReferred(): void;
}

const maxSample = 100;

export function addPreviewCohort(extension: ApiExtension): void {
  const { builder } = extension;
  const input = extension.jsonInput('cohorts', 'definition');
  const preview = builder.objectRef<Preview>('CohortPreview').implement({
    description: 'The persons who meet a definition.',
    fields: t => ({
      count: t.int({
        description: 'How many persons meet the definition.',
        resolve: ({ meets, payReferred }, _args, context) => {
          payReferred();
          return context.reads.value<number>(countPersons(extension, meets), 'persons');
        },
      }),
      sample: t.field({
        type: [extension.type('Person')],
        description: 'Some of the persons who meet the definition.',
        extensions: { [priceExtension]: { size: 'first' } satisfies FieldPrice },
        args: {
          first: t.arg.int({ defaultValue: 10, required: true, description: `How many, 1 to ${maxSample}.` }),
        },
        resolve: ({ meets, payReferred }, { first }, context, info) => {
          if (first < 1 || first > maxSample)
            throw badUserInput(`first must be from 1 to ${maxSample}, not ${first}.`);
          payReferred();
          return extension.readRows('persons', meets, first, context, info);
        },
      }),
    }),
  });
  builder.queryField('previewCohort', t =>
    t.field({
      type: preview,
      nullable: true,
      description: 'Who would be in a cohort with this definition.',
      extensions: {
        ...nullOnlyByError,
        [priceExtension]: { argument: { name: 'definition', price: propertyPrice } } satisfies FieldPrice,
      },
      args: {
        projectId: t.arg.id({ required: true, description: 'The id of the project, or its UUID.' }),
        definition: t.arg({
          type: extension.inputType(input.type),
          required: true,
          description: 'The definition; conditions on events cannot be evaluated.',
        }),
      },
      resolve: async (_, args, context) => {
        const projectId = extension.parseId('projects', args.projectId, 'projectId')[0]!;
        const definition = input.parse(args.definition, 'definition') as CohortDefinition;
        await assertProject(extension, projectId, context);
        const { meets, price } = await personsMeeting(
          extension,
          definition,
          projectId,
          context,
          'definition',
        );
        // What was sent is paid for already.
        const referred = price - priceOfValue(propertyPrice, args.definition);
        return { meets, payReferred: () => context.pay(referred, definitionPart) };
      },
    }),
  );
}

/** @throws NOT_FOUND */
async function assertProject(extension: ApiExtension, projectId: string, context: ApiContext): Promise<void> {
  const project: Table = aliasedTable(tables.projects, 'p');
  const { id } = project as typeof tables.projects;
  const found = await context.reads.value(
    sql`exists (select 1 from ${tables.projects} as "p" where ${id} = ${projectId}::text::uuid and ${extension.visible('projects', project)})`,
    'projects',
  );
  if (!found) throw notFound('There is no such project.');
}
