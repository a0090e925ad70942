using System.Globalization;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>Comma-separated values (RFC 4180), a row an event, for spreadsheets and data tools.</summary>
public static class CsvExport
{
    /// <summary>The first row.</summary>
    public const string Header = "time_ns,operation,operation_name,kind,subject,detail,file,line,method,member,text";

    /// <summary>Writes <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="writer">Where to; stays open.</param>
    public static void Write(Trace trace, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Header + "\r\n");
        foreach (var e in trace.Events)
        {
            var site = e.Site == 0 ? null : trace.SiteAt(e.Site);
            object?[] fields =
            [
                e.Time * 100m, e.Operation, trace.OperationWith(e.Operation)?.Name, e.Kind, e.Subject, e.Detail,
                site?.File, site?.Line, site?.Method, site?.Member, e.Text,
            ];
            writer.Write(string.Join(',', fields.Select(Field)) + "\r\n");
        }
    }

    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
