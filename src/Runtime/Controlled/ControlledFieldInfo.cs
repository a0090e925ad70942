using System.Globalization;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="FieldInfo"/>: what is read and written by reflection may be shared, and each is a step.</summary>
public static class ControlledFieldInfo
{
    public static object? GetValue(FieldInfo self, object? obj, long site) => At.Point(self, site).GetValue(obj);

    public static void SetValue(FieldInfo self, object? obj, object? value, long site) => At.Point(self, site).SetValue(obj, value);

    public static void SetValue(FieldInfo self, object? obj, object? value, BindingFlags invokeAttr, Binder? binder, CultureInfo? culture, long site) =>
        At.Point(self, site).SetValue(obj, value, invokeAttr, binder, culture);
}
