namespace Samples;

public interface IPlace
{
    int Place();
}
