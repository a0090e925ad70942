using System.Reflection.Emit;
using System.Reflection.PortableExecutable;
using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;
using BlobReader = System.Reflection.Metadata.BlobReader;
using PEReaderExtensions = System.Reflection.Metadata.PEReaderExtensions;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>Finds the methods that have something to weave by a look at their raw IL: building an object for every instruction costs many times more.</summary>
internal sealed class MethodFilter : IDisposable
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    private readonly ModuleContext context;
    private readonly PEReader image;
    private readonly Dictionary<int, bool> tokens = [];

    /// <summary>Creates a filter for the module that was read from this file.</summary>
    public MethodFilter(ModuleContext context, string path)
    {
        this.context = context;
        image = new PEReader(File.OpenRead(path));
    }

    /// <summary>False when weaving would leave the method as it is.</summary>
    public bool Contains(MethodDefinition method) =>
        method.RVA != 0 && (context.Memory || WaitingInitializers.IsInitializer(method) || SynchronizedRewriter.Handles(method) || UsesWhatIsWoven(method));

    /// <summary>Whether the method does more than compute and use memory.</summary>
    public bool UsesWhatIsWoven(MethodDefinition method)
    {
        var il = PEReaderExtensions.GetMethodBody(image, method.RVA).GetILReader();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            value = value == 0xFE ? 0xFE00 | il.ReadByte() : value;
            if (value == 0xFE13)
            {
                return true; // volatile.
            }

            var operand = OpCodes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField || value == 0xFE16)
            {
                if (IsWoven(il.ReadInt32()))
                {
                    return true;
                }
            }
            else
            {
                Skip(ref il, operand);
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => image.Dispose();

    private static void Skip(ref BlobReader il, OperandType operand)
    {
        var length = operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => il.ReadInt32() * 4,
            _ => 4,
        };
        il.Offset += length;
    }

    // A method that is called or pointed at, a field, or the type of a constrained. prefix.
    private bool IsWoven(int token)
    {
        if (!tokens.TryGetValue(token, out var woven))
        {
            tokens[token] = woven = context.Module.LookupToken(token) switch
            {
                MemberReference { DeclaringType: { } owner } when context.WaitingInitializers.Contains(owner) => true,
                FieldReference field => EmptyCollectionRewriter.IsEmpty(field),
                MethodReference method => AwaitRewriter.IsAwait(method) || ProgressRewriter.IsConstructor(method) || HashCodeRewriter.IsHashCode(method) || context.Find(method) is not null || context.Outside(method) is not null,
                TypeReference type => context.Redirections.IsOriginal(type),
                _ => false,
            };
        }

        return woven;
    }
}
